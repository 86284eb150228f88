using System.Text.Json;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Resources;
using Bothy.Api.Runners;
using Bothy.Server.Store;

namespace Bothy.Server.Cache;

/// <summary>Reads stored documents of the kinds there are.</summary>
internal static class ResourceReader
{
    private static readonly Dictionary<string, Func<StoredResource, IResource>> ByKind = new()
    {
        [EnvironmentResource.KindName] = Read<EnvironmentResource>,
        [EnvironmentClassResource.KindName] = Read<EnvironmentClassResource>,
        [RunnerResource.KindName] = Read<RunnerResource>,
    };

    /// <summary>Null for a kind that a newer version wrote.</summary>
    public static IResource? Read(StoredResource stored) => ByKind.TryGetValue(stored.Kind, out var read) ? read(stored) : null;

    /// <summary>Null for a kind that a newer version wrote.</summary>
    public static Change? Read(StoredChange stored) =>
        Read(stored.Resource) is { } resource ? new Change(resource, stored.Deleted, stored.Previous is { } previous ? Read(previous) : null) : null;

    private static TResource Read<TResource>(StoredResource stored)
        where TResource : class, IResource<TResource>
    {
        try
        {
            var resource = JsonSerializer.Deserialize(stored.Document, TResource.Definition.Json)!;
            return resource.With(resource.Metadata with { Revision = stored.Revision });
        }
        catch (JsonException broken)
        {
            throw new StoreException($"The stored document of {stored.Kind} {stored.Name} ({stored.Id}) cannot be read by this version: {broken.Message}", broken);
        }
    }
}
