namespace Bothy.Api.Agents.Wire;

/// <summary>What a frame's payload is. Offsets are 64-bit and, like every integer of the protocol, big-endian.</summary>
public enum FrameType : byte
{
    /// <summary>Client to agent, first: <c>AgentRequest</c> as JSON.</summary>
    Request = 1,

    /// <summary>Agent to client, first: <c>AgentResponse</c> as JSON.</summary>
    Response = 2,

    /// <summary>Agent to client: a later <c>AgentResponse</c> of an operation that watches.</summary>
    Event = 3,

    /// <summary>Client to agent: offset, then bytes for the process's standard input.</summary>
    Input = 16,

    /// <summary>Client to agent: the offset at which standard input ends.</summary>
    InputEnd = 17,

    /// <summary>Client to agent: offsets up to which standard output and standard error need not be kept.</summary>
    Acknowledge = 18,

    /// <summary>Client to agent: columns and rows, 16 bits each.</summary>
    Resize = 19,

    /// <summary>Client to agent: one byte, the number of a signal for the session's process group.</summary>
    Signal = 20,

    /// <summary>Client to agent, empty: the exit status arrived, the session may be forgotten.</summary>
    ExitAcknowledge = 21,

    /// <summary>Agent to client: offset, then bytes of standard output (or of the terminal).</summary>
    Output = 32,

    /// <summary>Agent to client: offset, then bytes of standard error.</summary>
    Error = 33,

    /// <summary>Agent to client: the offset at which standard output ended.</summary>
    OutputEnd = 34,

    /// <summary>Agent to client: the offset at which standard error ended.</summary>
    ErrorEnd = 35,

    /// <summary>Agent to client: the input offset accepted so far, and the one that the client must not send beyond.</summary>
    InputWindow = 36,

    /// <summary>Agent to client: <c>ExitStatus</c> as JSON, after all output.</summary>
    Exit = 37,

    /// <summary>Agent to client, last: <c>AgentError</c> as JSON; why the session goes on without this client.</summary>
    Detached = 38,

    /// <summary>Both ways: bytes of a forwarded stream.</summary>
    Data = 48,

    /// <summary>Both ways, empty: the sender's half of a forwarded stream has ended.</summary>
    DataEnd = 49,

    /// <summary>Of a program that is run for a git inside: bytes of its standard error.</summary>
    Diagnostic = 50,

    /// <summary>Of a program that is run for a git inside: its exit code, 32 bits, last.</summary>
    Status = 51,
}
