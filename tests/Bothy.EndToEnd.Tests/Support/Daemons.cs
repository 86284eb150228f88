using System.Diagnostics;

namespace Bothy.EndToEnd.Tests.Support;

/// <summary>The daemons of an installation, found as any other program would find them.</summary>
internal static class Daemons
{
    /// <summary>Those that run at this moment, each to be disposed.</summary>
    /// <param name="role"><c>server</c>, <c>runner</c>, …; <c>up</c> is the supervisor; null for all.</param>
    public static IEnumerable<Process> Find(string data, string? role = null)
    {
        foreach (var process in Process.GetProcessesByName("bothyd"))
        {
            string[] arguments = [];
            try
            {
                arguments = File.ReadAllText($"/proc/{process.Id}/cmdline").Split('\0');
            }
            catch (IOException)
            {
                // It ended since it was listed.
            }

            if (arguments.Contains(data) && (role is null || arguments.Contains(role)))
            {
                yield return process;
            }
            else
            {
                process.Dispose();
            }
        }
    }

    /// <summary>Kills the daemon of a role as hard as can be; false where there is none at this moment.</summary>
    public static bool Kill(string data, string role)
    {
        using var process = Find(data, role).FirstOrDefault();
        process?.Kill();

        // Until it is gone, it seems to have what went with it.
        process?.WaitForExit();
        return process is not null;
    }
}
