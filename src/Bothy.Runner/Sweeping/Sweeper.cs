using Bothy.Reconcile;
using Bothy.Runner.Builds;
using Bothy.Runner.Disks;
using Bothy.Runner.Environments;
using Bothy.Runner.Images;
using Bothy.Runner.Installation;
using Bothy.Runner.Machines;
using Bothy.Runner.Network;
using Bothy.Runner.Records;
using Bothy.Runner.Slots;
using Bothy.Sandboxes.Containers;

namespace Bothy.Runner.Sweeping;

/// <summary>
/// Compares what this installation has on the host with what its records say it should have, and removes the rest. Records are written before
/// anything is made, so that nothing in the making is ever mistaken for a leftover.
/// </summary>
internal sealed class Sweeper(
    RecordStore records,
    SlotClaims slots,
    EnvironmentNetworks networks,
    HostDisks disks,
    BuildCaches caches,
    MachineContainers containers,
    ContainerRuntime runtime,
    MachineImages images,
    InstallationPaths installation) : IReconciler<Sweeper.Everything>
{
    /// <summary>Holds a slot while what lies about of it is removed; no environment has this id.</summary>
    private static readonly Guid Claimant = Guid.Empty;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    /// <summary>The one key: a sweep looks at the whole host.</summary>
    internal readonly record struct Everything;

    public async Task<ReconcileResult> ReconcileAsync(Everything key, CancellationToken cancellationToken)
    {
        await SweepContainersAsync(cancellationToken);
        SweepNetworks();
        await disks.SweepAsync(id => records.Find(id) is not null || caches.IsInUse(id), cancellationToken);
        SweepSockets();
        SweepClaims();

        images.Collect([.. records.All]);
        await caches.RemoveUnusedAsync(TimeSpan.FromDays(images.Collection.UnusedDays), cancellationToken);
        return ReconcileResult.RequeueAfter(Period);
    }

    /// <summary>
    /// Ends clones, builds and the like that outlived a killed runner: what they work for begins anew, and must not meet them. For the start of a
    /// runner, before anything else is done.
    /// </summary>
    public async Task EndHelpersAsync(CancellationToken cancellationToken)
    {
        foreach (var helper in runtime.List().Where(container => container.Contains('-', StringComparison.Ordinal)))
        {
            await runtime.DeleteAsync(helper, cancellationToken);
        }
    }

    private async Task SweepContainersAsync(CancellationToken cancellationToken)
    {
        foreach (var container in runtime.List())
        {
            if (!Guid.TryParse(container.Split('-')[0], out var environment) || records.Find(environment) is null)
            {
                await runtime.DeleteAsync(container, cancellationToken);
            }
        }

        foreach (var group in containers.ListCgroups())
        {
            if (Guid.TryParse(group, out var environment) && records.Find(environment) is null)
            {
                containers.Cgroup(environment).TryRemove();
            }
        }
    }

    /// <summary>A network is made after its slot is claimed and removed before: one that can be claimed belongs to nobody, and to nobody else meanwhile.</summary>
    private void SweepNetworks()
    {
        foreach (var slot in networks.List())
        {
            if (slots.List().All(claim => claim.Slot != slot) && slots.TryClaim(slot, Claimant))
            {
                networks.Remove(slot);
            }
        }
    }

    /// <summary>An environment's record is there before its claim, and longer.</summary>
    private void SweepClaims()
    {
        foreach (var (slot, environment) in slots.List())
        {
            if (records.Find(environment) is null)
            {
                slots.Release(slot, environment);
            }
        }
    }

    private void SweepSockets()
    {
        if (!Directory.Exists(installation.Sockets))
        {
            return;
        }

        foreach (var remote in Directory.Exists(installation.Remotes) ? Directory.EnumerateDirectories(installation.Remotes) : [])
        {
            if (!Guid.TryParse(Path.GetFileName(remote), out var environment) || records.Find(environment) is null)
            {
                Directory.Delete(remote, recursive: true);
            }
        }

        foreach (var socket in Directory.EnumerateFiles(installation.Sockets))
        {
            if (!Guid.TryParse(Path.GetFileName(socket), out var environment) || records.Find(environment) is null)
            {
                File.Delete(socket);
            }
        }
    }
}
