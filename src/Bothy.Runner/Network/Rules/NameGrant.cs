namespace Bothy.Runner.Network.Rules;

/// <summary>A name that an environment may reach, and the sets that its addresses go to.</summary>
/// <param name="Name">As in the rule: whole, or <c>*.</c> and what the name ends with.</param>
internal sealed record NameGrant(string Name, string Set4, string Set6)
{
    /// <summary>True if the name is meant: <paramref name="name"/> in lower case, without its final dot.</summary>
    public bool Covers(string name) =>
        Name.StartsWith("*.", StringComparison.Ordinal)
            ? name.Length > Name.Length - 1 && name.EndsWith(Name[1..], StringComparison.OrdinalIgnoreCase)
            : string.Equals(name, Name, StringComparison.OrdinalIgnoreCase);
}
