namespace Bothy.Security.Tests.Frame;

/// <summary>Something that root inside an environment tries against the host or a neighbour.</summary>
public sealed record Attempt
{
    /// <summary>Its name, and the name of the payload that makes it: a function of a file in <c>Payloads</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is after, in a few words.</summary>
    public required string Aim { get; init; }

    /// <summary>How it ends in the sandbox as it is.</summary>
    public required Error Refused { get; init; }

    /// <summary>
    /// The protections that stop it, each with the refusal that it gives by itself while the others are taken away. With none of them left the
    /// attempt succeeds.
    /// </summary>
    public required IReadOnlyDictionary<Protection, Error> By { get; init; }

    /// <summary>What the host has to offer for the attempt to mean anything, as a path; null if nothing.</summary>
    public string? Needs { get; init; }

    /// <summary>What some hosts cannot do at all, in a few words: it is made outside of any sandbox first, and means nothing where that fails. Null if all can.</summary>
    public string? Rare { get; init; }

    /// <summary>The payload's arguments, where they are always the same.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>True if it may succeed only in a guest: then this host refuses it, and never lets it through.</summary>
    public bool IsHarmful { get; init; }

    /// <summary>Sets the stage on the host and gives further arguments, and what has to be undone.</summary>
    public Func<Laboratory, Task<Stage>> Prepare { get; init; } = static _ => Task.FromResult(new Stage());

    public override string ToString() => Name;
}
