using Bothy.Linux.Namespaces;
using Bothy.Sandboxes.Containers;
using Bothy.Sandboxes.Containers.Cgroups;
using Bothy.Sandboxes.Containers.Oci;
using Bothy.Sandboxes.Containers.Staging;
using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests.Guest;

/// <summary>A run as the guest reads it: what the product tells the container runtime, but for the protections that were taken away.</summary>
internal static class GuestBundle
{
    /// <summary>The same as in the guest's first program.</summary>
    private static readonly UserIdRange Ids = new(0x70000000, 262144);

    /// <summary>Writes it into the attempt's directory.</summary>
    public static async Task WriteAsync(GuestRun run, string attempt)
    {
        var directory = Directory.CreateDirectory(Path.Combine(attempt, run.Label)).FullName;
        var owner = Has(Protection.OwnerOfItsOwn) ? "" : "-of-root";
        var spec = new ContainerSpec
        {
            Id = "attempt",
            Hostname = "attempt",
            Ids = Has(Protection.UserNamespace) ? Ids : new UserIdRange(0, Ids.Length),
            UserNamespace = $"/ns/user{owner}",
            NetworkNamespace = $"/ns/net{owner}",
            Image = [],
            Cgroup = new EnvironmentCgroup([], "bothy", "attempt"),
            Arguments = ["/attempts", run.Attempt.Name, .. run.Attempt.Arguments],
            Environment = ["PATH=/bin"],
            Binds = [new BindMount { Source = "workspaces", Target = "/workspaces", OnDisk = true }],
            Weaken = configuration => Weakening.Apply(configuration, run.Removed, Host.AllCapabilities),
        };
        await File.WriteAllTextAsync(Path.Combine(directory, "config.json"), RuntimeSpec.Write(spec, new StagePaths("/stage")).ToJsonString());
        await File.WriteAllTextAsync(
            Path.Combine(directory, "limits"),
            $"""
            memory={(Has(Protection.MemoryLimit) ? 48 << 20 : 1 << 30)}
            pids={(Has(Protection.PidsLimit) ? 64 : 4096)}
            workspaces={(Has(Protection.DiskLimit) ? "/limited" : "/host-disk")}

            """);

        bool Has(Protection protection) => !run.Removed.Contains(protection);
    }
}
