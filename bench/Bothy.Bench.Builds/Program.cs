using System.Globalization;
using System.Text.Json.Nodes;
using Bothy.Bench.Spine;

// Usage: bench-builds BINARIES DATA [RUNS]
// BINARIES holds bothy and bothyd; DATA is a data directory with a running installation. Every run builds all steps anew: an argument changes.
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: bench-builds BINARIES DATA [RUNS]");
    return 2;
}

const string Base = "mcr.microsoft.com/devcontainers/base:bookworm";
var bothy = Path.Combine(args[0], "bothy");
var data = args[1];
var runs = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 5;
Environment.SetEnvironmentVariable("BOTHY_DATA", data);
var directory = Directory.CreateTempSubdirectory("bothy-bench-").FullName;
File.WriteAllText(Path.Combine(directory, "Dockerfile"), $"""
    FROM {Base}
    ARG RUN
    RUN echo $RUN > /run-number && find / -xdev -type f | sort > /files
    COPY Dockerfile /copied
    RUN dd if=/dev/urandom of=/big bs=1M count=64 2>/dev/null
    """);

// The first build makes what all later ones find: the builder and the base, of which podman gets the same files.
Build(-1);
var names = Directory.GetFiles(Path.Combine(data, "images", "names")).Select(file => JsonNode.Parse(File.ReadAllText(file))!);
var digest = (string)names.First(name => (string?)name["reference"] == Base)["digest"]!;
var root = Directory.CreateDirectory(Path.Combine(directory, "base")).FullName;
Shell.Run("mount", "-o", "ro,loop", Path.Combine(data, "images", digest.Replace(':', '-') + ".erofs"), root);
Shell.Run("sh", "-c", $"tar -C {root} -c . | podman import -q - {Base}");
Shell.Run("umount", root);
Directory.Delete(root);

Console.WriteLine("| what (ms) | min | p50 | max | runs |\n|---|---|---|---|---|");
var podman = Figures.Of("`podman build` on the host", runs, run => Shell.Time("podman", "--runtime", "runc", "build", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000", "--quiet", "--layers", "--pull=never", "--build-arg", $"RUN={run}", "--tag", "bench", directory));
var ours = Figures.Of("build in a sandbox, until the image can be mounted", runs, Build);
var again = Figures.Of("the same again, nothing changed", runs, _ => Build(runs - 1));
foreach (var figures in (Figures[])[podman, ours, again])
{
    Console.WriteLine(figures);
}

Console.WriteLine($"\nbuild / podman build at p50: {ours.Median / podman.Median:0.00}");
Shell.Run("podman", "rmi", "--force", "bench", Base);
Directory.Delete(directory, recursive: true);
return 0;

// What the log says: from the decision to build to the image's last line.
TimeSpan Build(int run)
{
    File.WriteAllText(Path.Combine(directory, ".devcontainer.json"), $$"""{ "build": { "dockerfile": "Dockerfile", "args": { "RUN": "{{run}}" } } }""");
    Shell.Run(bothy, "up", directory, "--name", "bench-build");
    var lines = Shell.Run(bothy, "logs", "bench-build", "-o", "json").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonNode.Parse(line)!).Where(line => (string?)line["source"] == "image").Select(line => line["at"]!.GetValue<DateTimeOffset>()).ToList();
    Shell.Run(bothy, "delete", "bench-build", "--yes");
    return lines.Max() - lines.Min();
}
