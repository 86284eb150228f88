namespace Bothy.Runner.Environments;

/// <summary>The finalizer with which the server keeps an environment until its runner has removed it from the host.</summary>
internal static class RunnerFinalizer
{
    public const string Name = "runner";
}
