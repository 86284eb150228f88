using System.Globalization;
using System.Text;

namespace Bothy.Linux.Cgroups;

/// <summary>Numbers of processors as the kernel writes them, as in <c>0-3,8</c> (cpuset(7), "Formats").</summary>
public static class ProcessorList
{
    /// <summary>Reads a list in any order; an empty one has no processors.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IReadOnlyList<int> Parse(string text)
    {
        var numbers = new SortedSet<int>();
        foreach (var range in text.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            var first = int.Parse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture);
            var last = ends.Length == 1 ? first : int.Parse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture);
            numbers.UnionWith(Enumerable.Range(first, Math.Max(0, last - first + 1)));
        }

        return [.. numbers];
    }

    /// <param name="numbers">In ascending order.</param>
    public static string Format(IReadOnlyList<int> numbers)
    {
        var text = new StringBuilder();
        for (var first = 0; first < numbers.Count;)
        {
            var next = first + 1;
            while (next < numbers.Count && numbers[next] == numbers[next - 1] + 1)
            {
                next++;
            }

            text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{numbers[first]}");
            if (next - first > 1)
            {
                text.Append(CultureInfo.InvariantCulture, $"-{numbers[next - 1]}");
            }

            first = next;
        }

        return text.ToString();
    }
}
