using System.Globalization;
using Bothy.Daemon.Data;
using Bothy.Linux.Locks;

namespace Bothy.Daemon.Checks;

/// <summary>How the installation of a data directory is doing.</summary>
internal static class InstallationChecks
{
    private const long ScarceBytes = 5L << 30;

    public static IEnumerable<CheckResult> All(DataDirectory data, IEnumerable<string> processes)
    {
        yield return Disk(data);
        yield return Process("supervisor", data.SupervisorLock, "bothyd up --detach");
        foreach (var process in processes)
        {
            yield return Process(process, data.ProcessLock(process), "bothyd up --detach starts what does not run");
        }
    }

    private static CheckResult Disk(DataDirectory data)
    {
        var existing = data.Path;
        while (!Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing)!;
        }

        var free = new DriveInfo(existing).AvailableFreeSpace;
        var detail = string.Create(CultureInfo.InvariantCulture, $"{free / (double)(1 << 30):F1} GiB free for {data.Path}");
        return free >= ScarceBytes
            ? new("disk", CheckState.Ok, detail)
            : new("disk", CheckState.Warning, detail, "free some, or move the data with --data");
    }

    private static CheckResult Process(string name, string path, string fix) =>
        File.Exists(path) && ProcessLock.ReadHolder(path) is { } holder
            ? new(name, CheckState.Ok, $"process {holder.Id}")
            : new(name, CheckState.Warning, "does not run", fix);
}
