using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Bothy.Bench.Spine;

// Usage: bench-spine BINARIES DATA [RUNS]
// BINARIES holds bothy and bothyd; DATA is a data directory with a running installation.
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: bench-spine BINARIES DATA [RUNS]");
    return 2;
}

var bothy = Path.Combine(args[0], "bothy");
var data = args[1];
var runs = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 10;
System.Environment.SetEnvironmentVariable("BOTHY_DATA", data);
var directory = Directory.CreateTempSubdirectory("bothy-bench-").FullName;
var repository = Path.Combine(directory, "repository");
Directory.CreateDirectory(repository);
File.WriteAllText(Path.Combine(repository, "README.md"), "# Bench\n");
Shell.Run("git", "-C", repository, "init", "--quiet", "--initial-branch", "main");
Shell.Run("git", "-C", repository, "add", "--all");
Shell.Run("git", "-C", repository, "-c", "user.name=Bench", "-c", "user.email=bench@example.com", "commit", "--quiet", "-m", "first");
var place = Directory.CreateDirectory(Path.Combine(directory, "place")).FullName;

Console.WriteLine("| what (ms) | min | p50 | max | runs |\n|---|---|---|---|---|");
Report(Figures.Of("`bothy version` (CLI start)", runs, _ => Shell.Time(bothy, "version")));
Report(Figures.Of("`up` of a directory, new name, until the first exec answered", runs, run => Up(place, run)));
Report(Figures.Of("`up` of a git repository, new name, until the first exec answered", runs, run => Up("file://" + repository, run)));
Shell.Run(bothy, "up", place, "--name", "bench");
Report(Figures.Of("`bothy exec … true`", 3 * runs, _ => Shell.Time(bothy, "exec", "bench", "--", "true")));
Report(Figures.Of("stopped → `start`, until the first exec answered", runs, _ =>
{
    Shell.Run(bothy, "stop", "bench");
    return Shell.Time(bothy, "start", "bench") + Shell.Time(bothy, "exec", "bench", "--", "true");
}));
ReportPodman();
ReportMemoryAndIdle();
Shell.Run(bothy, "delete", "bench", "--yes");
Directory.Delete(directory, recursive: true);
return 0;

void Report(Figures figures) => Console.WriteLine(figures);

TimeSpan Up(string what, int run)
{
    var name = $"bench-{run + 1}";
    var time = Shell.Time(bothy, "up", what, "--name", name) + Shell.Time(bothy, "exec", name, "--", "true");
    Shell.Run(bothy, "delete", name, "--yes");
    return time;
}

void ReportPodman()
{
    if (!File.Exists("/usr/bin/podman"))
    {
        Console.WriteLine("podman is not installed: no comparison.");
        return;
    }

    // The same files: podman runs from the image that bothy built, unpacked into an overlay of its own.
    var status = JsonNode.Parse(Shell.Run(bothy, "get", "bench", "-o", "json"))!["status"]!["machine"]!;
    var mounted = Directory.EnumerateDirectories("/run/bothy").Select(run => Path.Combine(run, "mounts", "images"))
        .Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories)
        .First(image => Path.GetFileName(image) == ((string)status["imageDigest"]!).Replace(':', '-'));
    Shell.Run("sh", "-c", $"tar -C {mounted} -c . | podman import - bothy-bench");
    string[] limits = ["--runtime", "runc", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000"];

    // Bothy gives each environment a network; podman's own is the like of it.
    foreach (var network in (string[])["podman", "none"])
    {
        Report(Figures.Of($"`podman run -d` + `podman exec` of the same image, network `{network}`", runs, run =>
        {
            var name = $"bothy-bench-{run + 1}";
            var time = Shell.Time("podman", ["run", "-d", "--name", name, "--network", network, .. limits, "bothy-bench", "sleep", "1000"])
                + Shell.Time("podman", "exec", name, "true");
            Shell.Run("podman", "rm", "--force", "--time", "0", name);
            return time;
        }));
    }

    Shell.Try("podman", "rmi", "bothy-bench");
}

void ReportMemoryAndIdle()
{
    var agents = Process.GetProcesses().Where(process => CommandLine(process).StartsWith("/run/bothy/agent", StringComparison.Ordinal)).ToList();
    Console.WriteLine($"agent resident: {string.Join(", ", agents.Select(agent => $"{agent.WorkingSet64 / 1048576.0:0.0} MB"))}");
    var daemons = Process.GetProcesses().Where(process => CommandLine(process).Contains("bothyd", StringComparison.Ordinal) && CommandLine(process).Contains(data, StringComparison.Ordinal)).ToList();
    foreach (var daemon in daemons)
    {
        Console.WriteLine($"{CommandLine(daemon)}: {daemon.WorkingSet64 / 1048576.0:0.0} MB resident");
    }

    Thread.Sleep(TimeSpan.FromSeconds(5));
    var before = daemons.Sum(Ticks);
    const int seconds = 30;
    Thread.Sleep(TimeSpan.FromSeconds(seconds));
    Console.WriteLine($"all daemons idle: {(daemons.Sum(Ticks) - before) * 10.0 / seconds / 10:0.00} % of a core over {seconds} s");
}

static string CommandLine(Process process)
{
    try
    {
        return File.ReadAllText($"/proc/{process.Id}/cmdline").Replace('\0', ' ').Trim();
    }
    catch (IOException)
    {
        return "";
    }
}

// utime + stime of proc(5), in hundredths of a second.
static long Ticks(Process process)
{
    var stat = File.ReadAllText($"/proc/{process.Id}/stat");
    var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
}
