using System.Globalization;
using Bothy.Bench.Neighbours;

// Usage: bench-neighbours BINARIES DATA [RUNS [HOG]]
// BINARIES holds bothy; DATA is a data directory with a running installation.
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: bench-neighbours BINARIES DATA [RUNS [HOG]]");
    return 2;
}

var bothy = new Cli(Path.Combine(args[0], "bothy"), args[1]);
var runs = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 7;
var place = Directory.CreateTempSubdirectory("bothy-bench-").FullName;
var definition = Path.Combine(place, "class.yaml");
var room = Directory.CreateDirectory(Path.Combine(place, "room")).FullName;
File.WriteAllText(definition, """
    kind: EnvironmentClass
    metadata:
      name: bench-neighbours
    spec:
      cpuMillis: 1000
      memoryBytes: 1073741824
      diskBytes: 2147483648
      pids: 2048
    """);
bothy.Run("apply", "-f", definition);
try
{
    bothy.Run("up", room, "--name", "bench-quiet", "--class", "bench-neighbours");
    var work = new Work(bothy, "bench-quiet", runs);
    work.Measure();
    Console.WriteLine("| beside | " + string.Join(" | ", Work.Names) + " |\n|---|" + string.Concat(Work.Names.Select(_ => "---|")));
    foreach (var hog in Hog.All.Where(hog => args.Length < 4 || hog.Name.Contains(args[3], StringComparison.Ordinal)))
    {
        bothy.Run("up", room, "--name", "bench-hog", "--class", "bench-neighbours");

        // Alone and beside are taken next to each other: the host's own unrest changes by the minute.
        var alone = work.Measure();
        bothy.Run("exec", "bench-hog", "--", "/bin/sh", "-c", $"cd && nohup sh -c '{hog.Script}' > /dev/null 2>&1 &");
        await Task.Delay(TimeSpan.FromSeconds(3));
        if (hog.CanFail)
        {
            bothy.Run("exec", "bench-hog", "--", "timeout", "120", "/bin/sh", "-c", $"until test -e ~/{Hog.Proof}; do sleep 1; done");
        }

        var beside = work.Measure();
        bothy.Run("delete", "bench-hog", "--yes");
        Console.WriteLine($"| {hog.Name} | " + string.Join(" | ", Work.Names.Select(name => $"{beside[name] / alone[name]:0.00}× ({beside[name]:0.0} ms)")) + " |");
    }
}
finally
{
    bothy.Try("delete", "bench-hog", "--yes");
    bothy.Try("delete", "bench-quiet", "--yes");
    Directory.Delete(place, recursive: true);
}

return 0;
