namespace Bothy.Devcontainers.Lifecycle;

/// <summary>What one hook runs: a single process, or several in parallel that must all succeed (the object form).</summary>
/// <param name="Processes">At least one.</param>
public sealed record LifecycleCommand(IReadOnlyList<LifecycleProcess> Processes);
