using System.Text;
using System.Text.RegularExpressions;

namespace Bothy.Runner.Automations;

/// <summary>Reads what a shell printed of its variables, between whatever its start-up files print.</summary>
internal static partial class ProbedVariables
{
    private const int Most = 1 << 20;

    /// <summary>Those of the shell itself, not of its start-up files.</summary>
    private static readonly string[] OfTheShell = ["_", "PWD", "OLDPWD", "SHLVL", "TERM", "BOTHY_AGENT_CONFIG", "BOTHY_FDS"];

    /// <summary>The variables between two marks, each ended by a zero byte; null if there are no marks.</summary>
    public static IReadOnlyDictionary<string, string>? Read(ReadOnlySpan<byte> printed, string mark)
    {
        var bytes = Encoding.UTF8.GetBytes(mark);
        var start = printed.IndexOf(bytes);
        var end = start < 0 ? -1 : printed[(start + bytes.Length)..].IndexOf(bytes);
        if (end < 0)
        {
            return null;
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in Encoding.UTF8.GetString(printed.Slice(start + bytes.Length, end)).Split('\0'))
        {
            var parts = entry.Split('=', 2);
            if (parts.Length == 2 && Name().IsMatch(parts[0]) && !OfTheShell.Contains(parts[0]))
            {
                variables[parts[0]] = parts[1];
            }
        }

        return variables;
    }

    /// <summary>The variables with <c>remoteEnv</c> over them.</summary>
    /// <param name="path">The image's PATH, which login shells of many distributions set anew: nothing of it is lost.</param>
    public static Dictionary<string, string> Under(
        IReadOnlyDictionary<string, string> variables, IReadOnlyDictionary<string, string?> remote, string path)
    {
        var merged = new Dictionary<string, string>(variables, StringComparer.Ordinal);
        if (merged.TryGetValue("PATH", out var ofTheShell))
        {
            merged["PATH"] = MergePath(ofTheShell, path);
        }

        foreach (var (name, value) in remote)
        {
            if (value is null)
            {
                merged.Remove(name);
            }
            else
            {
                merged[name] = value;
            }
        }

        return merged;
    }

    /// <summary>The shell's path with what only the image's has, each part behind the one that it follows there.</summary>
    private static string MergePath(string shell, string image)
    {
        var parts = shell.Split(':', StringSplitOptions.RemoveEmptyEntries).ToList();
        var next = 0;
        foreach (var part in image.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = parts.IndexOf(part);
            if (at < 0)
            {
                parts.Insert(next, part);
                at = next;
            }

            next = at + 1;
        }

        return string.Join(':', parts);
    }

    /// <summary>Reads a stream to its end and keeps its beginning.</summary>
    public static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            kept.Write(buffer, 0, (int)Math.Min(read, Most - kept.Length));
        }

        return kept.ToArray();
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Name();
}
