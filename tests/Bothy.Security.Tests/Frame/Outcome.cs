using System.Globalization;

namespace Bothy.Security.Tests.Frame;

/// <summary>How an attempt ended: it got what it wanted, or the kernel said no, and how.</summary>
public readonly record struct Outcome(string Text)
{
    public static Outcome Succeeded { get; } = new("succeeded");

    public static Outcome Refused(Error error) => new($"refused: {error}");

    /// <summary>Reads a payload's last line, <c>succeeded</c> or <c>refused NUMBER</c>; anything else is told as it is.</summary>
    public static Outcome Of(int code, IReadOnlyList<string> output) => (output.Count > 0 ? output[^1] : null) switch
    {
        "succeeded" when code == 0 => Succeeded,
        { } line when code == 0 && line.StartsWith("refused ", StringComparison.Ordinal) =>
            Refused((Error)int.Parse(line["refused ".Length..], CultureInfo.InvariantCulture)),
        _ => new($"ended with code {code} and said: {string.Join(" / ", output)}"),
    };

    public override string ToString() => Text;
}
