using System.Globalization;

namespace Bothy.Agent.Init;

/// <summary>What <c>/proc</c> tells of other processes; nothing where there is no <c>/proc</c>.</summary>
internal static class ProcessTree
{
    /// <summary>The ids of all processes that can be seen.</summary>
    public static IEnumerable<int> All()
    {
        string[] entries;
        try
        {
            entries = Directory.GetDirectories("/proc");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (var entry in entries)
        {
            if (int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var process))
            {
                yield return process;
            }
        }
    }

    /// <summary>The processes of a session (setsid(2)), also those that left the leader's process group.</summary>
    public static IEnumerable<int> InSession(int leader) => All().Where(process => SessionOf(process) == leader);

    private static int? SessionOf(int process)
    {
        if (ReadText(process, "stat") is not { } stat)
        {
            return null;
        }

        // The second field is the command in parentheses and may itself hold any character; the session is the sixth (proc(5)).
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 5);
        return fields.Length > 4 && int.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var session) ? session : null;
    }

    /// <summary>The text of a file of a process; null where the process is gone or hidden.</summary>
    public static string? ReadText(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
