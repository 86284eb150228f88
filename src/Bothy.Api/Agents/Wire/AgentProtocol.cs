namespace Bothy.Api.Agents.Wire;

/// <summary>Constants of the agent protocol; docs/formats/agent-protocol.md describes it.</summary>
public static class AgentProtocol
{
    /// <summary>The only version there is. Peers refuse any other.</summary>
    public const byte Version = 1;

    /// <summary>Bytes of the preface: seven of magic, one of version.</summary>
    public const int PrefaceLength = 8;

    /// <summary>Bytes before a frame's payload: one of type, four of length.</summary>
    public const int HeaderLength = 5;

    /// <summary>No frame's payload is longer; a longer one ends the connection before any of it is read.</summary>
    public const int MaximumPayload = 1 << 20;

    /// <summary>Bytes of output that an agent may send beyond what the client acknowledged, unless the client asks for less.</summary>
    public const int DefaultWindow = 1 << 20;

    /// <summary>Bytes of data that one frame carries at most by convention, so that streams share a connection fairly.</summary>
    public const int PreferredData = 64 * 1024;

    /// <summary>The eight bytes that each side sends first.</summary>
    public static ReadOnlySpan<byte> Preface => "bothy-a\u0001"u8;
}
