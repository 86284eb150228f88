namespace Bothy.Api.Environments;

/// <summary>The sandbox.</summary>
public sealed record MachineStatus
{
    public PartPhase Phase { get; init; }

    /// <summary>The image's name as asked for.</summary>
    public string? Image { get; init; }

    /// <summary>Digest of the image's converted content, <c>sha256:…</c>.</summary>
    public string? ImageDigest { get; init; }

    /// <summary>Where the image came from, as in <c>mmdebstrap bookworm</c>.</summary>
    public string? ImageSource { get; init; }

    /// <summary>IPv4 address on the host's environment network.</summary>
    public string? Address { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The <c>spec.restarts</c> that the running machine answers.</summary>
    public int Restarts { get; init; }

    /// <summary>How the machine's first process ended, when it did so unasked.</summary>
    public string? Exit { get; init; }

    /// <summary>What keeps it from running as it should, and what to do about it; absent while nothing does.</summary>
    public string? Warning { get; init; }
}
