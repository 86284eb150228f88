using Bothy.Api.Validation.Rules;

namespace Bothy.Server.Resources;

/// <summary>Requirements on labels, all of which must hold: <c>key=value</c>, <c>key!=value</c>, <c>key</c>, <c>!key</c>, separated by commas.</summary>
internal sealed class LabelSelector
{
    private readonly List<Func<IReadOnlyDictionary<string, string>, bool>> _requirements = [];

    private LabelSelector()
    {
    }

    /// <summary>Null if the text is not a selector.</summary>
    public static LabelSelector? Parse(string text)
    {
        var selector = new LabelSelector();
        return text.Split(',').All(part => selector.Add(part.Trim())) ? selector : null;
    }

    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        var actual = labels ?? new Dictionary<string, string>();
        return _requirements.TrueForAll(holds => holds(actual));
    }

    private bool Add(string requirement)
    {
        var equals = requirement.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return requirement.StartsWith('!') ? AddAbsent(requirement[1..]) : AddPresent(requirement);
        }

        var differs = equals > 0 && requirement[equals - 1] == '!';
        var key = requirement[..(differs ? equals - 1 : equals)];
        var value = requirement[(equals + 1)..];
        if (LabelSyntax.CheckKey(key) is not null || LabelSyntax.CheckValue(value) is not null)
        {
            return false;
        }

        _requirements.Add(labels => (labels.TryGetValue(key, out var actual) && actual == value) != differs);
        return true;
    }

    private bool AddPresent(string key)
    {
        _requirements.Add(labels => labels.ContainsKey(key));
        return LabelSyntax.CheckKey(key) is null;
    }

    private bool AddAbsent(string key)
    {
        _requirements.Add(labels => !labels.ContainsKey(key));
        return LabelSyntax.CheckKey(key) is null;
    }
}
