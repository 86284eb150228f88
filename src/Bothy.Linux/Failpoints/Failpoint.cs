using System.Globalization;
using System.Runtime.InteropServices;

namespace Bothy.Linux.Failpoints;

/// <summary>
/// Named places at step boundaries where a test can have the process killed as hard as a power cut would. Two ways to arm one:
/// <c>BOTHY_FAILPOINT=name</c> ends the process with SIGKILL when it gets there, <c>name@3</c> when it gets there for the third time, with
/// <c>BOTHY_FAILPOINT_SPENT=file</c> only once (the file is made first, and the failpoint does nothing while it exists);
/// <c>BOTHY_FAILPOINTS=directory</c> ends a process that runs already, once, when a file of the failpoint's name lies in the directory.
/// </summary>
public static partial class Failpoint
{
    private const int Kill = 9;
    private static readonly string? Armed = Environment.GetEnvironmentVariable("BOTHY_FAILPOINT");
    private static readonly string? Spent = Environment.GetEnvironmentVariable("BOTHY_FAILPOINT_SPENT");
    private static readonly string? Arming = Environment.GetEnvironmentVariable("BOTHY_FAILPOINTS");
    private static int hits;

    /// <summary>Marks the boundary called <paramref name="name"/>. Costs nothing measurable while no failpoint is set.</summary>
    public static void Hit(string name)
    {
        if (Armed is not null)
        {
            HitArmed(name);
        }

        if (Arming is not null && File.Exists(Path.Combine(Arming, name)))
        {
            // Disarmed first, or the restarted process would never get past it.
            File.Delete(Path.Combine(Arming, name));
            End();
        }
    }

    private static void HitArmed(string name)
    {
        var (armed, count) = Parse(Armed!);
        if (armed != name || Interlocked.Increment(ref hits) != count)
        {
            return;
        }

        if (Spent is not null)
        {
            try
            {
                using var mark = new FileStream(Spent, FileMode.CreateNew);
                mark.Flush(flushToDisk: true);
            }
            catch (IOException) when (File.Exists(Spent))
            {
                return;
            }
        }

        End();
    }

    private static void End()
    {
        _ = Send(Environment.ProcessId, Kill);
        Thread.Sleep(Timeout.Infinite);
    }

    private static (string Name, int Count) Parse(string text)
    {
        var at = text.LastIndexOf('@');
        return at < 0 ? (text, 1) : (text[..at], int.Parse(text.AsSpan(at + 1), CultureInfo.InvariantCulture));
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Send(int process, int signal);
}
