using System.Runtime.CompilerServices;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Resources;

namespace Bothy.Cli.Environments;

/// <summary>The change feed of environments, which ends where the server's feed no longer reaches back.</summary>
internal static class EnvironmentChanges
{
    public static async IAsyncEnumerable<WatchEvent<EnvironmentResource>> UntilGoneAsync(
        BothyClient client, long since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var changes = client.Environments.WatchAsync(since, Selection.All, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await changes.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (GoneException)
            {
                yield break;
            }

            yield return changes.Current;
        }
    }
}
