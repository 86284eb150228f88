namespace Bothy.Api.Validation;

/// <summary>Guesses what was meant by a misspelt word.</summary>
public static class NearestName
{
    private const int LongestWord = 64;

    /// <summary>The candidate within a third of the word's length in edits (Levenshtein's and swaps, case ignored), at least 1; null if none is near.</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > LongestWord)
        {
            return null;
        }

        var lower = word.ToLowerInvariant();
        var limit = Math.Max(1, word.Length / 3);
        return candidates
            .Where(candidate => candidate.Length <= LongestWord)
            .Select(candidate => (Candidate: candidate, Edits: Distance(lower, candidate.ToLowerInvariant())))
            .Where(found => found.Edits <= limit)
            .OrderBy(found => found.Edits)
            .Select(found => found.Candidate)
            .FirstOrDefault();
    }

    /// <summary><c>; did you mean 'x'?</c>, or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> candidates) =>
        Find(word, candidates) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    /// <summary>Insertions, deletions, replacements and swaps of neighbours.</summary>
    private static int Distance(string from, string to)
    {
        var distances = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                distances[i, j] = i == 0 || j == 0 ? i + j : Step(distances, from, to, i, j);
            }
        }

        return distances[from.Length, to.Length];
    }

    private static int Step(int[,] distances, string from, string to, int i, int j)
    {
        var same = from[i - 1] == to[j - 1];
        var replaced = distances[i - 1, j - 1] + (same ? 0 : 1);
        var best = Math.Min(replaced, Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1);
        var swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
        return swapped ? Math.Min(best, distances[i - 2, j - 2] + 1) : best;
    }
}
