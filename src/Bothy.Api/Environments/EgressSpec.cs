using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.Environments;

/// <summary>What an environment may reach outside: <c>open</c>, <c>none</c>, or a list of rules, of which one must allow it.</summary>
[JsonConverter(typeof(EgressConverter))]
public sealed class EgressSpec : IEquatable<EgressSpec>
{
    private const string OpenWord = "open";
    private const string NoneWord = "none";

    private EgressSpec(string? word, IReadOnlyList<EgressRule> rules) => (Word, Rules) = (word, rules);

    /// <summary>Everything outside.</summary>
    public static EgressSpec Open { get; } = new(OpenWord, []);

    /// <summary>Nothing at all, not even name servers.</summary>
    public static EgressSpec None { get; } = new(NoneWord, []);

    /// <summary>The words that stand for a whole policy.</summary>
    public static IReadOnlyList<string> Words { get; } = [OpenWord, NoneWord];

    /// <summary><c>open</c> or <c>none</c>; null where <see cref="Rules"/> say it.</summary>
    public string? Word { get; }

    public IReadOnlyList<EgressRule> Rules { get; }

    /// <summary>What one of the rules allows; without any it is the same as <see cref="None"/> but for its name.</summary>
    public static EgressSpec Of(IReadOnlyList<EgressRule> rules) => new(null, rules);

    /// <summary>The policy of that name; null if there is none.</summary>
    public static EgressSpec? Find(string word) => word switch
    {
        OpenWord => Open,
        NoneWord => None,
        _ => null,
    };

    public bool Equals(EgressSpec? other) => other is not null && Word == other.Word && Rules.SequenceEqual(other.Rules);

    public override bool Equals(object? obj) => Equals(obj as EgressSpec);

    public override int GetHashCode() => HashCode.Combine(Word, Rules.Count);

    public override string ToString() => Word ?? $"{Rules.Count} rules";
}
