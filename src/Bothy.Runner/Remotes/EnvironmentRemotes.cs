using Bothy.Api.Client;
using Bothy.Api.Remotes;
using Bothy.Runner.Environments;

namespace Bothy.Runner.Remotes;

/// <summary>Opens the way from an environment to its git remote before anything runs in it, and closes it afterwards.</summary>
internal sealed class EnvironmentRemotes(RemoteSockets sockets, BothyClient api)
{
    /// <summary>Does nothing for content that has no remote.</summary>
    public async Task EnsureAsync(EnvironmentSite site, CancellationToken cancellationToken)
    {
        if (GitRemote.Of(site.Spec.Content) is not null)
        {
            sockets.Ensure(site.Id, (await api.FindCredentialsAsync(site.Id.ToString(), cancellationToken))?.Authorities);
        }
    }

    /// <inheritdoc cref="RemoteSockets.CloseAsync"/>
    public Task CloseAsync(Guid environment) => sockets.CloseAsync(environment);

    public void Remove(Guid environment) => sockets.Remove(environment);
}
