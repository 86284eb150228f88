using System.Runtime.CompilerServices;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Resources;

namespace Bothy.Cli.Environments;

/// <summary>Follows one environment from a revision on.</summary>
internal static class EnvironmentFollower
{
    /// <summary>Every state from <paramref name="from"/> on, which is the first; ends when the environment is gone.</summary>
    public static async IAsyncEnumerable<EnvironmentResource> FollowAsync(
        BothyClient client, EnvironmentResource from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = from.Metadata.Id;
        var current = from;
        if (current.Metadata is { DeletedAt: not null, Finalizers: null or { Count: 0 } })
        {
            // Nobody had anything to clean up: it went with the request itself.
            yield break;
        }

        while (true)
        {
            yield return current;
            await foreach (var change in EnvironmentChanges.UntilGoneAsync(client, current.Metadata.Revision, cancellationToken))
            {
                if (change.Resource?.Metadata.Id != id)
                {
                    continue;
                }

                if (change.Type == WatchEventType.Deleted)
                {
                    yield break;
                }

                current = change.Resource;
                yield return current;
            }

            // The feed no longer reaches back: look again.
            if (await client.Environments.FindAsync(id.ToString(), cancellationToken) is not { } found)
            {
                yield break;
            }

            current = found;
        }
    }
}
