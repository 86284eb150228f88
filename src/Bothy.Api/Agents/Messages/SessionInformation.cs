using Bothy.Api.Agents.Sessions;

namespace Bothy.Api.Agents.Messages;

/// <summary>A session as <c>sessions</c> lists it.</summary>
public sealed record SessionInformation
{
    public string Session { get; set; } = "";

    /// <summary>The command line, cut at 200 characters.</summary>
    public string Command { get; set; } = "";

    public string User { get; set; } = "";

    public int ProcessId { get; set; }

    public bool Terminal { get; set; }

    public SessionGroup Group { get; set; }

    /// <summary>True while a client is attached.</summary>
    public bool Attached { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Set once the process ended; the session stays for ten minutes or until the status is acknowledged.</summary>
    public ExitStatus? Exit { get; set; }
}
