using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests.Guest;

/// <summary>An attempt that is made in a guest only, since a host would suffer from its success.</summary>
internal sealed record GuestAttempt
{
    /// <summary>Its name, and that of the payload that makes it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is after, in a few words.</summary>
    public required string Aim { get; init; }

    /// <summary>How it ends in the sandbox as it is.</summary>
    public required Error Refused { get; init; }

    /// <summary>The protections that stop it, each with the refusal that it gives while the others are taken away.</summary>
    public required IReadOnlyDictionary<Protection, Error> By { get; init; }

    /// <summary>The payload's arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Shell commands on the guest before each run.</summary>
    public string Before { get; init; } = "";

    /// <summary>Shell commands that succeed if the guest has come to harm; empty for what does none, where the payload's word has to do.</summary>
    public string Harm { get; init; } = "";

    /// <summary>Shell commands that undo the harm.</summary>
    public string After { get; init; } = "";

    /// <summary>The runs: as it is, with each protection alone, and with none that stops it.</summary>
    public IEnumerable<GuestRun> Runs =>
    [
        new(this, "as-it-is", new HashSet<Protection>(), Refused),
        .. By.Count > 1 ? By.Select(one => new GuestRun(this, $"only-{one.Key}", By.Keys.Where(other => other != one.Key).ToHashSet(), one.Value)) : [],
        new(this, "none", By.Keys.ToHashSet(), null),
    ];

    public override string ToString() => Name;
}
