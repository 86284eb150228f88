using Bothy.Api.Json;
using Bothy.Api.Resources;

namespace Bothy.Api.Environments;

/// <summary>One developer's machine.</summary>
public sealed record EnvironmentResource : Resource<EnvironmentSpec, EnvironmentStatus>, IResource<EnvironmentResource>
{
    public const string KindName = "Environment";

    public static ResourceKind<EnvironmentResource> Definition { get; } = new(
        KindName,
        "environments",
        ReadableJson.Context.EnvironmentResource,
        ReadableJson.Context.ResourceListEnvironmentResource,
        ReadableJson.Context.WatchEventEnvironmentResource);

    public EnvironmentResource With(Metadata metadata) => this with { Metadata = metadata };

    public EnvironmentResource WithSpecOf(EnvironmentResource other) => this with { Spec = other.Spec };

    public EnvironmentResource WithStatusOf(EnvironmentResource other) => this with { Status = other.Status };
}
