using Bothy.Bench.Volumes;
using Bothy.Bench.Volumes.Deltas;
using Bothy.Bench.Volumes.Serving;
using Bothy.Bench.Volumes.Versions;

// One line for each.
BenchCommand[] commands =
[
    new("durability", "DIRECTORY", DurabilityBench.RunAsync),
    new("snapshot", "DIRECTORY: how long a snapshot of a busy filesystem takes, and stops those who write", SnapshotBench.RunAsync),
    new("clone-build", "DIRECTORY REPOSITORY BUILD [ROUNDS]: git clone and a build on an ext4 on a served volume, beside loop on a raw file", CloneBuildBench.RunAsync),
    new("serving", "DIRECTORY [ROUNDS [SECONDS [READERS]]]   raw file, served file, loop devices over both", ServingBench.RunAsync),
    new("attached", "DIRECTORY [COUNT]   memory of the server with many volumes attached", AttachedBench.RunAsync),
    new("ingest", "DIRECTORY [MIB]: a file into a directory store, beside restic and borg", Ingest.RunAsync),
    new("chunk-size", "DIRECTORY BEFORE AFTER: what two states of a disk cost at each chunk size (make-disk-pair makes them)", ChunkSizes.RunAsync),
    new("manifest", "DIRECTORY: what a new version costs by how much has changed, and what open versions take", ManifestCosts.RunAsync),
];

var command = commands.FirstOrDefault(command => args is [var name, ..] && command.Name == name);
if (command is null)
{
    Console.Error.WriteLine("usage: bench-volumes COMMAND …");
    foreach (var each in commands)
    {
        Console.Error.WriteLine($"  {each.Name} {each.Usage}");
    }

    return 2;
}

await command.Run(args[1..]);
return 0;
