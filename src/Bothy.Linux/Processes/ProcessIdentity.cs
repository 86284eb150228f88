using System.Globalization;

namespace Bothy.Linux.Processes;

/// <summary>A process that cannot be mistaken for a later one with the same id.</summary>
/// <param name="Id">The process id in the caller's pid namespace.</param>
/// <param name="StartTime">Clock ticks since boot at which it started (proc(5), <c>stat</c> field 22).</param>
public readonly record struct ProcessIdentity(int Id, long StartTime)
{
    /// <summary>Identifies the process that has this id now; null if there is none, or it is a zombie.</summary>
    public static ProcessIdentity? Of(int id)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{id}/stat");
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }

        // The second field is the command in parentheses and may itself hold any character.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : new ProcessIdentity(id, long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    /// <summary>True while the process has not ended.</summary>
    public bool IsAlive => Of(Id) == this;
}
