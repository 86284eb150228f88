using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Json;

namespace Bothy.Devcontainers.Binding;

/// <summary>Names the members that nobody reads.</summary>
internal static class UnknownProperties
{
    public static void Warn(JsoncObject source, JsonPath path, IReadOnlyList<string> known, ProblemCollector problems)
    {
        var set = known.ToHashSet(StringComparer.Ordinal);
        foreach (var name in source.Members.Keys.Where(name => !set.Contains(name)))
        {
            var suggestion = problems.IsFull ? "" : DidYouMean.Suggest(name, known);
            problems.Warn(path.Member(name), $"has no effect: the Dev Container specification has no such property{(suggestion.Length > 0 ? suggestion : ".")}");
        }
    }
}
