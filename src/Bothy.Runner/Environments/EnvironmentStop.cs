using Bothy.Api.Environments;
using Bothy.Linux.Failpoints;
using Bothy.Runner.Automations;
using Bothy.Runner.Disks;
using Bothy.Runner.Machines;
using Bothy.Runner.Network;
using Bothy.Runner.Records;
using Bothy.Runner.Remotes;
using Bothy.Runner.Slots;
using Bothy.Runner.Status;

namespace Bothy.Runner.Environments;

/// <summary>Takes an environment's machine off the host; its disk stays. Each step finds out for itself whether there is anything to do.</summary>
internal sealed class EnvironmentStop(
    RecordStore records,
    Machine machine,
    EnvironmentNetworks networks,
    HostDisks disks,
    SlotClaims slots,
    LifecycleRuns lifecycle,
    EnvironmentRemotes remotes,
    StatusBoard board)
{
    /// <param name="reached">The phase to report at the end.</param>
    public async Task RunAsync(EnvironmentResource environment, EnvironmentPhase reached, CancellationToken cancellationToken)
    {
        var id = environment.Metadata.Id;
        if (reached == EnvironmentPhase.Stopped && environment.Status.Phase != EnvironmentPhase.Stopped)
        {
            board.Change(id, status => status.In(EnvironmentPhase.Stopping, "stopping").WithMachine(part => part with { Phase = PartPhase.Progressing }));
        }

        await ReleaseAsync(id, cancellationToken);
        board.Change(id, status => (status with { ObservedGeneration = environment.Metadata.Generation, Network = null })
            .In(reached)
            .WithoutFailure("machine", Machine.LimitsPart, "image", "disk", "network", "automations", "content", "devcontainer", "placement")
            .WithMachine(part => part with { Phase = PartPhase.Stopped, Address = null, StartedAt = null, Restarts = environment.Spec.Restarts }));
    }

    /// <summary>Gives everything back that a running environment holds on the host.</summary>
    public async Task ReleaseAsync(Guid id, CancellationToken cancellationToken)
    {
        lifecycle.Forget(id);
        Failpoint.Hit("stop.begun");

        // What answers a git inside runs beside the machine, and none may begin when those are ended.
        await remotes.CloseAsync(id);
        await machine.StopAsync(id, cancellationToken);
        remotes.Remove(id);
        Failpoint.Hit("stop.machine-stopped");
        if (records.Find(id) is null)
        {
            return;
        }

        // Not the recorded slot: without a claim on it, it may be another environment's by now.
        var held = slots.HeldBy(id);
        foreach (var slot in held)
        {
            networks.Remove(slot);
            Failpoint.Hit("stop.network-removed");
        }

        await disks.DetachAsync(id, cancellationToken);
        Failpoint.Hit("stop.disk-detached");
        foreach (var slot in held)
        {
            slots.Release(slot, id);
        }

        Failpoint.Hit("stop.slot-released");
        records.Update(id, before => before with { Machine = null });
        Failpoint.Hit("stop.recorded");
    }
}
