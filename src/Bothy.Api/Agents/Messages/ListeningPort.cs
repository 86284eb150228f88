namespace Bothy.Api.Agents.Messages;

/// <summary>A TCP port on which something in the environment listens.</summary>
public sealed record ListeningPort
{
    /// <summary>1 to 65535.</summary>
    public int Port { get; set; }

    /// <summary>The addresses bound, sorted: <c>0.0.0.0</c>, <c>::</c>, <c>127.0.0.1</c>…</summary>
    public IReadOnlyList<string> Addresses { get; set; } = [];

    /// <summary>The process that holds the socket; null where it cannot be seen.</summary>
    public int? ProcessId { get; set; }

    /// <summary>The process's name (<c>/proc/PID/comm</c>, at most 15 bytes).</summary>
    public string? ProcessName { get; set; }
}
