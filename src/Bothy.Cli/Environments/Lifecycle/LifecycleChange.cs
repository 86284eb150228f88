using Bothy.Api.Client;
using Bothy.Api.Environments;

namespace Bothy.Cli.Environments.Lifecycle;

/// <summary>One of the changes that <c>stop</c>, <c>start</c>, <c>restart</c> and <c>delete</c> ask for.</summary>
/// <param name="Done">What the environment is afterwards, as in <c>stopped</c>.</param>
/// <param name="Request">Asks for it; the answer is the environment from which to follow.</param>
/// <param name="Judge">Whether it has come about.</param>
internal sealed record LifecycleChange(
    string Done,
    Func<BothyClient, string, CancellationToken, Task<EnvironmentResource>> Request,
    Func<EnvironmentResource, Outcome> Judge)
{
    /// <summary>True where the environment is gone at the end.</summary>
    public bool EndsGone { get; init; }

    public static LifecycleChange Stop { get; } = new("stopped", LifecycleRequests.StopAsync, EnvironmentOutcome.Stopped);

    public static LifecycleChange Start { get; } = new("running", LifecycleRequests.StartAsync, EnvironmentOutcome.Running);

    public static LifecycleChange Restart { get; } = new("running again", LifecycleRequests.RestartAsync, EnvironmentOutcome.Running);

    public static LifecycleChange Delete { get; } = new("deleted", LifecycleRequests.DeleteAsync, EnvironmentOutcome.Deleted) { EndsGone = true };
}
