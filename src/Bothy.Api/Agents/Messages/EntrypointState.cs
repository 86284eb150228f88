using Bothy.Api.Agents.Sessions;

namespace Bothy.Api.Agents.Messages;

/// <summary>The image's own program. It is the session <see cref="SessionId"/>, which <c>attach</c> follows; its newest 256 KiB of output are kept.</summary>
public sealed record EntrypointState
{
    /// <summary>The id of the entrypoint's session.</summary>
    public const string SessionId = "entrypoint";

    /// <summary>True where this request started it; false where it was started before.</summary>
    public bool Started { get; set; }

    public int ProcessId { get; set; }

    /// <summary>Set once it ended; it is not started again.</summary>
    public ExitStatus? Exit { get; set; }
}
