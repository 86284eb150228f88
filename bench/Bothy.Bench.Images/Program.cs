using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Bothy.Bench.Images;

// Usage: bench-images BINARIES DIRECTORY [RUNS]
// BINARIES holds bothy and bothyd. DIRECTORY keeps the image for the next time; everything else in it is deleted at the end.
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: bench-images BINARIES DIRECTORY [RUNS]");
    return 2;
}

const int port = 18_790;
const string image = "localhost:18790/bench:1";
var binaries = args[0];
var directory = Directory.CreateDirectory(args[1]).FullName;
var runs = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3;
var layout = Path.Combine(directory, "layout");
TestImage.Ensure(layout);
using var registry = StartRegistry();
try
{
    Shell.Run("skopeo", "copy", "--insecure-policy", "--quiet", "--dest-tls-verify=false", $"oci:{layout}:bench", $"docker://{image}");
    var bothy = new List<TimeSpan>();
    var podman = new List<(TimeSpan Pull, TimeSpan Run)>();
    for (var run = 0; run < runs; run++)
    {
        // Whoever is second finds the disk busier: they take turns.
        Action[] turns = [() => bothy.Add(Bothy(run)), () => podman.Add(Podman(run))];
        turns[run % 2]();
        turns[1 - (run % 2)]();
    }

    Console.WriteLine("| what (s), image of 1 GiB in 7 layers, registry on loopback, nothing pulled before, nothing in the page cache | min | p50 | max | runs |\n|---|---|---|---|---|");
    Report("`bothy up`: pull, convert, start, first exec", bothy);
    Report("`podman pull` + `podman run`", podman.Select(times => times.Pull + times.Run));
    Report("of which `podman pull`", podman.Select(times => times.Pull));
    Report("of which `podman run`", podman.Select(times => times.Run));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Bothy takes {Median(bothy) / Median(podman.Select(times => times.Pull + times.Run)):0.00} of podman's time."));
    return 0;
}
finally
{
    registry.Kill();
    registry.WaitForExit();
    Directory.Delete(Path.Combine(directory, "registry"), recursive: true);
}

Process StartRegistry()
{
    var file = Path.Combine(directory, "registry.yml");
    File.WriteAllText(
        file,
        $"version: 0.1\nlog:\n  level: error\n  accesslog:\n    disabled: true\nstorage:\n  filesystem:\n    rootdirectory: {directory}/registry\nhttp:\n  addr: 127.0.0.1:{port}\n");
    var process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", file]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
    _ = process.StandardError.ReadToEndAsync();
    _ = process.StandardOutput.ReadToEndAsync();
    while (true)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return process;
        }
        catch (SocketException) when (!process.HasExited)
        {
            Thread.Sleep(20);
        }
    }
}

TimeSpan Bothy(int run)
{
    var data = Path.Combine(directory, $"data-{run}");
    var place = Directory.CreateDirectory(Path.Combine(directory, "place")).FullName;
    Environment.SetEnvironmentVariable("BOTHY_DATA", data);
    var program = Path.Combine(binaries, "bothy");

    // The daemons run already where somebody needs a second image: an environment that cannot be has them started.
    File.WriteAllText(Path.Combine(place, ".devcontainer.json"), """{ "image": "oci:/nonexistent" }""");
    Shell.Try(program, "up", place, "--name", "first");
    Shell.Run(program, "delete", "first", "--yes");
    File.WriteAllText(Path.Combine(place, ".devcontainer.json"), $$"""{ "image": "{{image}}" }""");
    Cool();
    try
    {
        return Shell.Time(program, "up", place, "--name", "bench") + Shell.Time(program, "exec", "bench", "--", "/bin/true");
    }
    finally
    {
        Shell.Run(program, "delete", "bench", "--yes");
        Shell.Run(Path.Combine(binaries, "bothyd"), "down", "--data", data);
        Directory.Delete(data, recursive: true);
        Directory.Delete(place, recursive: true);
    }
}

(TimeSpan Pull, TimeSpan Run) Podman(int run)
{
    var storage = Path.Combine(directory, $"podman-{run}");
    string[] roots = ["--root", storage, "--runroot", storage + "-run", "--runtime", "runc"];
    Cool();
    try
    {
        return (
            Shell.Time("podman", [.. roots, "pull", "--quiet", "--tls-verify=false", image]),
            Shell.Time("podman", [.. roots, "run", "--rm", "--network", "none", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000", image, "/bin/true"]));
    }
    finally
    {
        Shell.Run("podman", [.. roots, "rmi", "--force", "--all"]);
        Shell.Run("sh", "-c", $"umount {storage}/overlay 2> /dev/null; rm -rf {storage} {storage}-run");
    }
}

/// <summary>Writes out what is dirty and empties the page cache, the registry's blobs included.</summary>
static void Cool()
{
    Shell.Run("sync");
    File.WriteAllText("/proc/sys/vm/drop_caches", "3");
}

static void Report(string what, IEnumerable<TimeSpan> times)
{
    var sorted = times.Select(time => time.TotalSeconds).Order().ToList();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {sorted[0]:0.0} | {sorted[sorted.Count / 2]:0.0} | {sorted[^1]:0.0} | {sorted.Count} |"));
}

static double Median(IEnumerable<TimeSpan> times)
{
    var sorted = times.Select(time => time.TotalSeconds).Order().ToList();
    return sorted[sorted.Count / 2];
}
