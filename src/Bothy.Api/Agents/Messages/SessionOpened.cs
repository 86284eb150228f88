namespace Bothy.Api.Agents.Messages;

/// <summary>A client is attached; the streams go on from here.</summary>
public sealed record SessionOpened
{
    public string Session { get; set; } = "";

    /// <summary>False where the session existed before.</summary>
    public bool Created { get; set; }

    /// <summary>The process's id in the environment.</summary>
    public int ProcessId { get; set; }

    /// <summary>True where the session has a terminal.</summary>
    public bool Terminal { get; set; }

    /// <summary>Offset of the first byte of standard output that follows; more than asked for where older output was dropped.</summary>
    public long OutputOffset { get; set; }

    /// <summary>Likewise for standard error.</summary>
    public long ErrorOffset { get; set; }

    /// <summary>Bytes of standard input accepted so far: the client goes on from here.</summary>
    public long InputOffset { get; set; }

    /// <summary>Offset that the client must not send beyond until an <c>InputWindow</c> frame raises it.</summary>
    public long InputLimit { get; set; }

    /// <summary>True where the end of standard input was accepted.</summary>
    public bool InputEnded { get; set; }
}
