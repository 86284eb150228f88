using Bothy.Api.Json;
using Bothy.Api.Resources;

namespace Bothy.Api.Runners;

/// <summary>A host that runs environments.</summary>
public sealed record RunnerResource : Resource<RunnerSpec, RunnerStatus>, IResource<RunnerResource>
{
    public const string KindName = "Runner";

    public static ResourceKind<RunnerResource> Definition { get; } = new(
        KindName,
        "runners",
        ReadableJson.Context.RunnerResource,
        ReadableJson.Context.ResourceListRunnerResource,
        ReadableJson.Context.WatchEventRunnerResource);

    public RunnerResource With(Metadata metadata) => this with { Metadata = metadata };

    public RunnerResource WithSpecOf(RunnerResource other) => this with { Spec = other.Spec };

    public RunnerResource WithStatusOf(RunnerResource other) => this with { Status = other.Status };
}
