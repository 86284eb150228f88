namespace Bothy.Devcontainers.Lifecycle;

/// <summary>One command of the plan. Its processes run at the same time; the next step waits until all of them have succeeded.</summary>
public sealed record LifecycleStep
{
    public required LifecycleHook Hook { get; init; }

    /// <summary>Place among the commands of the same hook, from 0: those of the image come before the repository's own.</summary>
    public required int Index { get; init; }

    /// <summary>Who wants it: <see cref="LifecycleContribution.Origin"/>.</summary>
    public required string Origin { get; init; }

    public required LifecycleCommand Command { get; init; }

    /// <summary>Whether the environment is ready only when this step has succeeded; otherwise it goes on behind the user's back.</summary>
    public required bool BeforeReady { get; init; }

    public LifecycleFrequency Frequency =>
        Hook >= LifecycleHook.PostStartCommand ? LifecycleFrequency.EveryStart : LifecycleFrequency.OncePerEnvironment;

    /// <summary>
    /// The mark that this step has succeeded, as in <c>postCreateCommand.0</c>. Keep it with the environment's disk for as long as the environment lives.
    /// </summary>
    /// <param name="startId">Names this start of the machine, differently from every other; letters, digits and dashes.</param>
    public string Marker(string startId) =>
        Frequency == LifecycleFrequency.OncePerEnvironment ? $"{Hook.ToPropertyName()}.{Index}" : $"{Hook.ToPropertyName()}.{Index}@{startId}";
}
