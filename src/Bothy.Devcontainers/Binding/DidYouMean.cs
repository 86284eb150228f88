namespace Bothy.Devcontainers.Binding;

/// <summary>Finds the word that someone most likely meant.</summary>
internal static class DidYouMean
{
    private const int MaxLength = 64;

    /// <summary><c>; did you mean "x"?</c>, or nothing if no word is near enough.</summary>
    public static string Suggest(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > MaxLength)
        {
            return "";
        }

        var (best, distance) = known
            .Select(candidate => (Candidate: candidate, Distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .MinBy(pair => pair.Distance);
        return distance <= Math.Max(1, Math.Min(word.Length, best.Length) / 4) ? $"; did you mean \"{best}\"?" : "";
    }

    /// <summary>Edits (insert, delete, replace, swap neighbours) that turn one word into the other.</summary>
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0 ? i + j : Cheapest(rows, left, right, i, j);
            }
        }

        return rows[left.Length, right.Length];
    }

    private static int Cheapest(int[,] rows, string left, string right, int i, int j)
    {
        var replace = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
        var cheapest = Math.Min(replace, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
        var swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
        return swapped ? Math.Min(cheapest, rows[i - 2, j - 2] + 1) : cheapest;
    }
}
