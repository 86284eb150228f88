using System.Runtime.CompilerServices;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Resources;

namespace Bothy.Cli.Environments;

/// <summary>All environments and from then on every change, for ever: where the server's feed no longer reaches back, the list is read again.</summary>
internal static class EnvironmentFeed
{
    public static async IAsyncEnumerable<WatchEvent<EnvironmentResource>> ReadAsync(
        BothyClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = new Dictionary<Guid, EnvironmentResource>();
        while (true)
        {
            var list = await client.Environments.ListAsync(Selection.All, cancellationToken);
            var gone = known.Values.Where(environment => list.Items.All(item => item.Metadata.Id != environment.Metadata.Id)).ToList();
            foreach (var environment in gone)
            {
                known.Remove(environment.Metadata.Id);
                yield return new() { Type = WatchEventType.Deleted, Revision = list.Revision, Resource = environment };
            }

            foreach (var environment in list.Items)
            {
                known[environment.Metadata.Id] = environment;
                yield return new() { Type = WatchEventType.Put, Revision = list.Revision, Resource = environment };
            }

            await foreach (var change in EnvironmentChanges.UntilGoneAsync(client, list.Revision, cancellationToken))
            {
                if (change.Resource is not { } environment)
                {
                    continue;
                }

                if (change.Type == WatchEventType.Deleted)
                {
                    known.Remove(environment.Metadata.Id);
                }
                else
                {
                    known[environment.Metadata.Id] = environment;
                }

                yield return change;
            }
        }
    }
}
