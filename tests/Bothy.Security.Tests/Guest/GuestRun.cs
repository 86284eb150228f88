using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests.Guest;

/// <summary>One making of an attempt in the guest.</summary>
/// <param name="Label">Tells it from the attempt's other runs.</param>
/// <param name="Removed">The protections that the sandbox lacks.</param>
/// <param name="Refused">How it must end; null if it must succeed.</param>
internal sealed record GuestRun(GuestAttempt Attempt, string Label, IReadOnlySet<Protection> Removed, Error? Refused)
{
    /// <summary>What is wrong with what the guest's console says of this run; null if nothing is.</summary>
    public string? Fault(IReadOnlyCollection<string> console)
    {
        var head = $"ATTEMPT {Attempt.Name} {Label} ";
        var index = console.Select(line => line.IndexOf(head, StringComparison.Ordinal)).ToList();
        var at = index.FindIndex(found => found >= 0);
        if (at < 0)
        {
            return $"{head}: the guest said nothing of it";
        }

        var line = console.ElementAt(at)[index[at]..];
        var harmed = line.Contains(" harm yes ", StringComparison.Ordinal);
        var harmless = line.Contains(" harm no ", StringComparison.Ordinal);
        var right = Refused is { } error
            ? line.Contains($" said refused {(int)error} ", StringComparison.Ordinal) && !harmed
            : harmed || (!harmless && line.Contains(" said succeeded ", StringComparison.Ordinal));
        return right ? null : $"{line} (expected: {(Refused is { } expected ? $"refused with {(int)expected}, {expected}" : "success")})";
    }
}
