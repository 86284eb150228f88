using System.Text.Json;
using System.Text.Json.Nodes;
using Bothy.Api.Problems;
using Bothy.Api.Resources;
using Bothy.Server.Cache;
using Bothy.Server.Http;
using Bothy.Server.Store;

namespace Bothy.Server.Resources;

/// <summary>The resources of one kind: reads from memory, writes through the store under the optimistic lock.</summary>
internal sealed class ResourceSet<TResource>(WatchCache cache, IResourceStore store, ResourceRules<TResource> rules, TimeProvider time)
    where TResource : class, IResource<TResource>
{
    /// <summary>Each failed attempt means that somebody else's write succeeded; so many in a row are a livelock.</summary>
    private const int MostAttempts = 50;

    private static readonly string Kind = TResource.Definition.Name;

    public ResourceRules<TResource> Rules => rules;

    public CacheSnapshot Snapshot => cache.Current;

    public TResource? Find(ResourceKey key) => key.FindIn<TResource>(cache.Current);

    public async Task<Outcome<TResource>> CreateAsync(TResource resource, CancellationToken cancellationToken)
    {
        var snapshot = cache.Current;
        var errors = rules.CheckCreation(resource, snapshot).ToList();
        if (errors.Count > 0)
        {
            return Problems.Invalid(Kind, errors);
        }

        var now = time.GetUtcNow();
        var completed = rules.Complete(resource, snapshot);
        var created = completed.With(completed.Metadata with
        {
            Id = Guid.CreateVersion7(now),
            Generation = 1,
            CreatedAt = now,
            DeletedAt = null,
        });
        var result = await WriteAsync(WriteType.Create, created, 0, cancellationToken).ConfigureAwait(false);
        if (result.Outcome == WriteOutcome.Committed)
        {
            return At(created, result.Revision);
        }

        var existing = cache.Current.Find<TResource>(created.Metadata.Organization, created.Metadata.Name);
        return Problems.AlreadyExists(Kind, created.Metadata.Name, existing?.Metadata.DeletedAt is not null);
    }

    /// <summary>Reads, changes and writes; again from the start if someone else wrote in between, unless a revision is expected.</summary>
    /// <param name="expected">The revision that must be current; null for whatever is.</param>
    /// <param name="change">Makes the changed copy. May be called several times.</param>
    public async Task<Outcome<TResource>> ChangeAsync(
        ResourceKey key, long? expected, Func<TResource, Outcome<TResource>> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (Find(key) is not { } current)
            {
                return Problems.NotFound(Kind, key.NameOrId);
            }

            if (expected is { } revision && revision != current.Metadata.Revision)
            {
                return Problems.Stale(Kind, current.Metadata.Name, revision, current.Metadata.Revision);
            }

            if (!change(current).Succeeded(out var changed, out var problem))
            {
                return problem;
            }

            // From here on the id, so that a namesake that is created meanwhile is not taken for it.
            key = key with { NameOrId = current.Metadata.Id.ToString() };
            var next = Settle(current, changed);
            if (next is null)
            {
                return current;
            }

            var gone = next.Metadata is { DeletedAt: not null, Finalizers: null or { Count: 0 } };
            var result = await WriteAsync(gone ? WriteType.Delete : WriteType.Update, next, current.Metadata.Revision, cancellationToken).ConfigureAwait(false);
            if (result.Outcome == WriteOutcome.Committed)
            {
                return At(next, result.Revision);
            }
        }

        return Problems.Unavailable($"{Kind} '{key.NameOrId}' is being changed by too many at once. Try again.");
    }

    /// <summary>Marks it as deleted; it goes at once if it has no finalizers.</summary>
    public Task<Outcome<TResource>> DeleteAsync(ResourceKey key, long? expected, CancellationToken cancellationToken) =>
        ChangeAsync(
            key,
            expected,
            current =>
            {
                if (current.Metadata.DeletedAt is not null)
                {
                    return current;
                }

                return rules.CheckDeletion(current, cache.Current) is { } problem
                    ? problem
                    : current.With(current.Metadata with { DeletedAt = time.GetUtcNow() });
            },
            cancellationToken);

    /// <summary>Keeps what only the server sets and counts the generation; null if nothing changed.</summary>
    private static TResource? Settle(TResource current, TResource changed)
    {
        var before = current.Metadata;
        var finalizers = changed.Metadata.Finalizers;
        var settled = changed.With(before with
        {
            Labels = NullIfEmpty(changed.Metadata.Labels),
            Annotations = NullIfEmpty(changed.Metadata.Annotations),
            Finalizers = finalizers is { Count: 0 } ? null : finalizers,
            DeletedAt = before.DeletedAt ?? changed.Metadata.DeletedAt,
        });
        var old = ToNode(current);
        var @new = ToNode(settled);
        if (JsonNode.DeepEquals(old, @new))
        {
            return null;
        }

        return JsonNode.DeepEquals(old["spec"], @new["spec"])
            ? settled
            : settled.With(settled.Metadata with { Generation = before.Generation + 1 });
    }

    private static JsonNode ToNode(TResource resource) => JsonSerializer.SerializeToNode(resource, TResource.Definition.Json)!;

    private static IReadOnlyDictionary<string, string>? NullIfEmpty(IReadOnlyDictionary<string, string>? entries) => entries is { Count: 0 } ? null : entries;

    private static TResource At(TResource resource, long revision) => resource.With(resource.Metadata with { Revision = revision });

    private Task<WriteResult> WriteAsync(WriteType type, TResource resource, long expected, CancellationToken cancellationToken)
    {
        var metadata = resource.Metadata;
        var document = JsonSerializer.Serialize(resource, TResource.Definition.Json);
        return store.WriteAsync(
            new ResourceWrite(type, Kind, metadata.Id, metadata.Organization, metadata.Name, expected, document), cancellationToken);
    }
}
