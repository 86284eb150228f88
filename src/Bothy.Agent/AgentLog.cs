namespace Bothy.Agent;

/// <summary>The agent's own messages: its standard error, which the environment's maker keeps.</summary>
internal static class AgentLog
{
    public static void Write(string message)
    {
        try
        {
            Console.Error.WriteLine($"bothy-agent: {message}");
        }
        catch (IOException)
        {
            // Nobody keeps it.
        }
    }
}
