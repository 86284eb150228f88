using Bothy.Daemon.Data;
using Bothy.Daemon.Supervision;
using Bothy.Runner;
using Bothy.Runner.Disks;
using Bothy.Runner.Installation;
using Bothy.Server;
using Bothy.Volumes.Holding;
using Bothy.Volumes.Hosting;

namespace Bothy.Daemon.Commands;

/// <summary>The processes of embedded mode, in the order in which they start.</summary>
internal static class BothyProcesses
{
    private static readonly (string Name, Func<string, CancellationToken, Task<int>> Host)[] Hosts =
    [
        ("holder", HoldAsync),
        ("volumes", static (data, stop) => HostVolumes.RunAsync(data, RunOf(data), TimeProvider.System, stop)),
        ("server", static (data, stop) => ServerHost.RunAsync(data, [], stop)),
        ("runner", RunnerHost.RunAsync),
    ];

    /// <summary>Those that serve the disks of running environments, where disks are served.</summary>
    private static readonly string[] VolumeHosts = ["holder", "volumes"];

    public static IReadOnlyList<ProcessDefinition> All(DataDirectory data)
    {
        var served = DiskService.IsServed(data.Path);
        return [.. Hosts.Where(host => served || !VolumeHosts.Contains(host.Name))
            .Select(host => VolumeHosts.Contains(host.Name) ? Needed(host.Name, data) : Define(host.Name, data))];
    }

    public static bool IsHost(string command) => Hosts.Any(host => host.Name == command);

    /// <summary>Runs one of them in this process.</summary>
    public static Task<int> HostAsync(string name, DataDirectory data) =>
        HostedProcess.RunAsync(name, data, Hosts.Single(host => host.Name == name).Host);

    private static ProcessDefinition Define(string name, DataDirectory data) => new(name, Environment.ProcessPath!, [name, "--data", data.Path]);

    /// <summary>A process that environments need while a volume is attached.</summary>
    private static ProcessDefinition Needed(string name, DataDirectory data) => Define(name, data) with
    {
        Needed = () => VolumesInUse.Any(RunOf(data.Path)),
        Ready = () => VolumesInUse.AreSafe(RunOf(data.Path)),
    };

    /// <summary>The last to end: it takes away the directory that all of them used.</summary>
    private static async Task<int> HoldAsync(string data, CancellationToken stop)
    {
        var run = RunOf(data);
        Directory.CreateDirectory(run, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var code = await HolderHost.RunAsync(run, TimeProvider.System, stop);
        if (!VolumesInUse.Any(run))
        {
            HostTeardown.RemoveIfEmpty(run);
        }

        return code;
    }

    private static string RunOf(string data) => new InstallationPaths(data, InstallationName.Ensure(data)).Run;
}
