namespace Bothy.Api.Agents.Messages;

/// <summary>Who the agent is.</summary>
public sealed record AgentInformation
{
    /// <summary>The agent's release.</summary>
    public string Version { get; set; } = "";

    /// <summary>Version of the protocol.</summary>
    public int Protocol { get; set; }

    /// <summary>The operations that it answers; peers ask before they use one that came later than version 1 of the protocol.</summary>
    public IReadOnlyList<string> Capabilities { get; set; } = [];

    /// <summary>Random, chosen when the agent started: sessions live as long as it stays the same.</summary>
    public string BootId { get; set; } = "";

    /// <summary>Seconds since the agent started.</summary>
    public double UptimeSeconds { get; set; }

    /// <summary>Its process id in the environment: 1, unless it runs outside of one.</summary>
    public int ProcessId { get; set; }
}
