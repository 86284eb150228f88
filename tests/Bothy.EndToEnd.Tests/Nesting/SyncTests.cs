using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests.Nesting;

/// <summary>sync(2) inside is answered by the agent with a syncfs(2) of the environment's own disk.</summary>
public sealed class SyncTests(SharedInstallation shared)
{
    private static readonly string NumberOfSync = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "81 " : "162 ";

    [Fact]
    public async Task Sync_AgentStopped_WaitsForIt_ThenWritesTheDisk()
    {
        var bothy = shared.Get();
        var directory = Directory.CreateTempSubdirectory("bothy-sync-").FullName;
        (await bothy.RunAsync("up", directory, "--name", "sync")).Succeeded();
        var id = ((string)(await bothy.GetAsync("sync"))["metadata"]!["id"]!).Replace("-", "", StringComparison.Ordinal);
        var agent = ProcessOf(bothy, id);
        var device = await DeviceOfAsync(bothy, id);
        await bothy.ShellAsync("sync", "dd if=/dev/zero of=/home/vscode/written bs=1M count=8 status=none");
        await bothy.ShellAsync("sync", "(while [ ! -e /home/vscode/go ]; do sleep 0.05; done; sync; touch /home/vscode/synced) > /dev/null 2>&1 &");
        var before = await WrittenAsync(device);
        await bothy.ShellAsync("sync", "touch /home/vscode/wait; (sleep 5; touch /home/vscode/go) > /dev/null 2>&1 &");
        (await Command.RunAsync("kill", ["-STOP", agent])).Succeeded();
        try
        {
            // No file of the host names the call that a process waits in but this one.
            await Installation.EventuallyAsync(() => Task.FromResult(IsWaitingInSync(agent)), waiting => waiting, "sync waits for the agent");
        }
        finally
        {
            (await Command.RunAsync("kill", ["-CONT", agent])).Succeeded();
        }

        await Installation.EventuallyAsync(() => bothy.ShellAsync("sync", "test -e /home/vscode/synced && echo yes || echo no"), answer => answer == "yes", "sync returns");
        (await WrittenAsync(device) - before).ShouldBeGreaterThanOrEqualTo(8 << 20);
        (await bothy.RunAsync("delete", "sync", "--yes")).Succeeded();
        Directory.Delete(directory, recursive: true);
    }

    private static string ProcessOf(Installation bothy, string id)
    {
        var record = JsonNode.Parse(File.ReadAllText(Path.Combine(bothy.Data, "runner", "environments", id, "record.json")))!;
        return ((int)record["machine"]!["processId"]!).ToString(CultureInfo.InvariantCulture);
    }

    private static async Task<string> DeviceOfAsync(Installation bothy, string id)
    {
        var listing = (await Command.RunAsync("findmnt", ["--noheadings", "--output", "SOURCE", $"/run/bothy/{bothy.Name}/mounts/disks/{id}"])).Succeeded().Output.Trim();
        return Path.GetFileName(listing);
    }

    /// <summary>Bytes that were written to a block device (iostats.rst: the seventh field, in sectors).</summary>
    private static async Task<long> WrittenAsync(string device) =>
        512 * long.Parse((await File.ReadAllTextAsync($"/sys/block/{device}/stat")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[6], CultureInfo.InvariantCulture);

    private static bool IsWaitingInSync(string agent) =>
        Directory.EnumerateDirectories("/proc").Where(IsIn(agent)).Any(process =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(process, "syscall")).StartsWith(NumberOfSync, StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        });

    /// <summary>In the same process namespace.</summary>
    private static Func<string, bool> IsIn(string agent)
    {
        var ours = new FileInfo($"/proc/{agent}/ns/pid").LinkTarget;
        return process => char.IsAsciiDigit(Path.GetFileName(process)[0]) && new FileInfo(Path.Combine(process, "ns/pid")).LinkTarget == ours;
    }
}
