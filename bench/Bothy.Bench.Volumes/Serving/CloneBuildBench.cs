using System.Globalization;
using Bothy.Volumes.Serving;

namespace Bothy.Bench.Volumes.Serving;

/// <summary>A clone of a repository and a build in it, on an ext4 on a loop device over a served volume and over an ordinary file, turn by turn.</summary>
internal static class CloneBuildBench
{
    private const long Length = 20L << 30;

    /// <param name="arguments">A directory on the disk to be measured; a repository; a command line that builds it; rounds.</param>
    public static Task RunAsync(string[] arguments)
    {
        var directory = Directory.CreateDirectory(Path.Combine(arguments[0], $"bench-build-{Environment.ProcessId}")).FullName;
        var rounds = arguments.Length > 3 ? int.Parse(arguments[3], CultureInfo.InvariantCulture) : 3;
        try
        {
            Measure(directory, arguments[1], arguments[2], rounds);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        return Task.CompletedTask;
    }

    private static void Measure(string directory, string repository, string build, int rounds)
    {
        var raw = Path.Combine(directory, "raw");
        using (var file = File.OpenHandle(raw, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.SetLength(file, Length);
        }

        using var delta = new LocalDelta(directory, Length);
        using var mount = new BenchMount(directory, delta.Volume, BlockServer.DefaultReaders);
        string[] targets = [raw, mount.Path];
        var times = targets.Select(_ => new List<(double Clone, double Build)>()).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            for (var target = 0; target < targets.Length; target++)
            {
                var figures = Once(targets[target], Directory.CreateDirectory(Path.Combine(directory, $"disk{target}")).FullName, repository, build);
                if (round > 0)
                {
                    // The first of each warms what both read.
                    times[target].Add(figures);
                }
            }
        }

        Console.WriteLine($"| what (median of {rounds}) | loop on raw | loop on served | ratio |\n|---|---|---|---|");
        Print("clone, durable", times, each => each.Clone);
        Print("build, durable", times, each => each.Build);
        Print("both", times, each => each.Clone + each.Build);
    }

    private static (double Clone, double Build) Once(string file, string at, string repository, string build)
    {
        using var disk = new MountedExt4(file, at);
        var clone = Shell.Time($"git clone -q --no-local {repository} {at}/repository && sync -f {at}").TotalSeconds;
        return (clone, Shell.Time($"cd {at}/repository && {build} && sync -f {at}").TotalSeconds);
    }

    private static void Print(string what, List<(double Clone, double Build)>[] times, Func<(double Clone, double Build), double> figure)
    {
        var medians = times.Select(list => Median.Of(list.Select(figure))).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {medians[0]:F2} s | {medians[1]:F2} s | {medians[0] / medians[1]:F2} |"));
    }
}
