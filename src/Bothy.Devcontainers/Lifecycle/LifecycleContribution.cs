namespace Bothy.Devcontainers.Lifecycle;

/// <summary>A command that someone hangs on a hook.</summary>
/// <param name="Hook">When it runs.</param>
/// <param name="Origin">Who wants it, for the log: <c>devcontainer.json</c>, a Feature's id, or <c>image metadata</c>.</param>
/// <param name="Command">What runs.</param>
public sealed record LifecycleContribution(LifecycleHook Hook, string Origin, LifecycleCommand Command);
