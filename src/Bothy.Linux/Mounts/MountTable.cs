using System.Globalization;
using System.Text;

namespace Bothy.Linux.Mounts;

/// <summary>What is mounted in a process's mount namespace.</summary>
public static class MountTable
{
    /// <summary>Reads the table of the calling process.</summary>
    public static IReadOnlyList<MountEntry> Read() => Parse(File.ReadLines("/proc/self/mountinfo"));

    /// <summary>The topmost mount at exactly <paramref name="target"/>, or null.</summary>
    public static MountEntry? Find(string target) => Read().LastOrDefault(entry => entry.Target == target);

    internal static IReadOnlyList<MountEntry> Parse(IEnumerable<string> lines)
    {
        var entries = new List<MountEntry>();
        foreach (var line in lines)
        {
            var separator = line.IndexOf(" - ", StringComparison.Ordinal);
            if (separator < 0)
            {
                continue;
            }

            var head = line[..separator].Split(' ');
            var tail = line[(separator + 3)..].Split(' ');
            entries.Add(new MountEntry(
                int.Parse(head[0], CultureInfo.InvariantCulture),
                int.Parse(head[1], CultureInfo.InvariantCulture),
                head[2],
                Unescape(head[3]),
                Unescape(head[4]),
                head[5],
                tail[0],
                Unescape(tail[1]),
                tail.Length > 2 ? tail[2] : ""));
        }

        return entries;
    }

    /// <summary>Undoes the octal escapes (<c>\040</c>) that the kernel writes for blanks and backslashes.</summary>
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        var text = new StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length)
            {
                text.Append((char)Convert.ToInt32(field.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                text.Append(field[i]);
            }
        }

        return text.ToString();
    }
}
