using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Lifecycle;

/// <summary>
/// What runs inside an environment after each start of its machine: Dev Container reference, "Lifecycle scripts".
/// Run <see cref="Remaining"/> in order, one step at a time, and keep the marker of each step that succeeded before the next one begins;
/// a step that failed ends the run. Whoever is killed on the way asks again and goes on where it was.
/// </summary>
public sealed record LifecyclePlan
{
    public const LifecycleHook DefaultWaitFor = LifecycleHook.UpdateContentCommand;

    /// <summary>All steps, in the order in which they run in an environment's first start.</summary>
    public required IReadOnlyList<LifecycleStep> Steps { get; init; }

    /// <param name="configuration">With its variables substituted in the container.</param>
    public static LifecyclePlan For(MergedConfiguration configuration) => new()
    {
        Steps =
        [
            .. configuration.Commands
                .GroupBy(contribution => contribution.Hook)
                .OrderBy(group => group.Key)
                .SelectMany(group => group.Select((contribution, index) => new LifecycleStep
                {
                    Hook = contribution.Hook,
                    Index = index,
                    Origin = contribution.Origin,
                    Command = contribution.Command,
                    BeforeReady = contribution.Hook <= configuration.WaitFor,
                })),
        ],
    };

    /// <summary>The steps that have not succeeded yet.</summary>
    /// <param name="markers">Markers kept from earlier; those of past starts may be among them or not.</param>
    /// <param name="startId">Names this start of the machine.</param>
    public IReadOnlyList<LifecycleStep> Remaining(IReadOnlySet<string> markers, string startId) =>
        [.. Steps.Where(step => !markers.Contains(step.Marker(startId)))];

    /// <summary>Whether the environment is ready: every step that <c>waitFor</c> names or precedes has succeeded.</summary>
    /// <param name="markers">As for <see cref="Remaining"/>.</param>
    /// <param name="startId">As for <see cref="Remaining"/>.</param>
    public bool IsReady(IReadOnlySet<string> markers, string startId) =>
        !Remaining(markers, startId).Any(step => step.BeforeReady);
}
