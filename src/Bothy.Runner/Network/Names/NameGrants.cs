using System.Collections.Concurrent;
using System.Net;
using Bothy.Runner.Network.Rules;

namespace Bothy.Runner.Network.Names;

/// <summary>Whom the resolver answers, and what: environments by the address that they send from, which the firewall vouches for.</summary>
internal sealed class NameGrants
{
    private readonly ConcurrentDictionary<IPAddress, IReadOnlyList<NameGrant>?> environments = new();

    /// <param name="environment">The environment's address.</param>
    /// <param name="grants">The names it may ask for; null for all, without any of them being noted.</param>
    public void Put(IPAddress environment, IReadOnlyList<NameGrant>? grants) => environments[environment] = grants;

    public void Forget(IPAddress environment) => environments.TryRemove(environment, out _);

    /// <summary>False if the address is not that of an environment whose lookups come here.</summary>
    public bool TryFind(IPAddress environment, out IReadOnlyList<NameGrant>? grants) => environments.TryGetValue(environment, out grants);
}
