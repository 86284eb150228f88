using Bothy.Api.Json;
using Bothy.Api.Resources;

namespace Bothy.Api.EnvironmentClasses;

/// <summary>A size of environment.</summary>
public sealed record EnvironmentClassResource : Resource<EnvironmentClassSpec, EnvironmentClassStatus>, IResource<EnvironmentClassResource>
{
    public const string KindName = "EnvironmentClass";

    public static ResourceKind<EnvironmentClassResource> Definition { get; } = new(
        KindName,
        "environmentclasses",
        ReadableJson.Context.EnvironmentClassResource,
        ReadableJson.Context.ResourceListEnvironmentClassResource,
        ReadableJson.Context.WatchEventEnvironmentClassResource);

    public EnvironmentClassResource With(Metadata metadata) => this with { Metadata = metadata };

    public EnvironmentClassResource WithSpecOf(EnvironmentClassResource other) => this with { Spec = other.Spec };

    public EnvironmentClassResource WithStatusOf(EnvironmentClassResource other) => this with { Status = other.Status };
}
