namespace Bothy.EndToEnd.Tests.Support;

/// <summary>Daemons work in environments' namespaces with threads made for it; their thread pool must not be left in one.</summary>
internal static class DaemonThreads
{
    private const string OfTheRuntime = ".NET ";

    /// <summary>Fails if a thread of the runtime of one of an installation's daemons lives elsewhere than its process.</summary>
    public static void ShouldBeAtHome(string data)
    {
        foreach (var daemon in Daemons.Find(data))
        {
            using (daemon)
            {
                var process = $"/proc/{daemon.Id}";
                foreach (var thread in ThreadsOf(process))
                {
                    Check(process, thread);
                }
            }
        }
    }

    private static string[] ThreadsOf(string process)
    {
        try
        {
            return Directory.GetDirectories($"{process}/task");
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return [];
        }
    }

    private static void Check(string process, string thread)
    {
        try
        {
            var name = File.ReadAllText($"{thread}/comm").TrimEnd('\n');
            foreach (var kind in name.StartsWith(OfTheRuntime, StringComparison.Ordinal) ? (string[])["mnt", "net"] : [])
            {
                if (new FileInfo($"{thread}/ns/{kind}").LinkTarget is { } at && new FileInfo($"{process}/ns/{kind}").LinkTarget is { } home)
                {
                    at.ShouldBe(home, $"{name} of {process} is in another namespace");
                }
            }
        }
        catch (IOException)
        {
            // It ended meanwhile.
        }
    }
}
