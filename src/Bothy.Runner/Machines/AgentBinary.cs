namespace Bothy.Runner.Machines;

/// <summary>The agent's program, which lies beside this process's own.</summary>
internal static class AgentBinary
{
    private const string Name = "bothy-agent";

    public static string Path { get; } = System.Environment.GetEnvironmentVariable("BOTHY_AGENT")
        ?? System.IO.Path.Combine(AppContext.BaseDirectory, Name);
}
