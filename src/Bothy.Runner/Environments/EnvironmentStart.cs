using Bothy.Api.Environments;
using Bothy.Linux.Failpoints;
using Bothy.Runner.Automations;
using Bothy.Runner.Builds;
using Bothy.Runner.Content;
using Bothy.Runner.Disks;
using Bothy.Runner.Failing;
using Bothy.Runner.Logs;
using Bothy.Runner.Machines;
using Bothy.Runner.Network;
using Bothy.Runner.Records;
using Bothy.Runner.Remotes;
using Bothy.Runner.Slots;
using Bothy.Runner.Status;

namespace Bothy.Runner.Environments;

/// <summary>
/// Takes an environment from whatever it is to running: intent first, then network and disk side by side, content, configuration, image,
/// machine, lifecycle commands. Every step looks at what is and does what is left of it, so that a run can end anywhere and the next goes on.
/// </summary>
internal sealed class EnvironmentStart(
    RecordStore records,
    SlotClaims slots,
    EnvironmentNetworks networks,
    HostDisks disks,
    EnvironmentContent contents,
    EnvironmentRemotes remotes,
    EnvironmentConfiguration configurations,
    EnvironmentImages images,
    Machine machine,
    EnvironmentStop stop,
    UserEnvironmentProbe probe,
    LifecycleRuns lifecycle,
    ClassCatalog classes,
    EnvironmentLogs logs,
    StatusBoard board)
{
    /// <summary>Parts of which nothing has failed when a machine runs.</summary>
    private static readonly string[] Parts = ["machine", "image", "disk", "network", "content", "devcontainer", "placement"];

    /// <returns>False if another run must follow at once.</returns>
    public async Task<bool> RunAsync(EnvironmentResource environment, CancellationToken cancellationToken)
    {
        var id = environment.Metadata.Id;
        ApplyEgress(environment);
        var limits = await classes.LimitsAsync(environment.Spec.Class, cancellationToken);
        var record = Record(environment);
        Failpoint.Hit("start.recorded");
        if (Machine.IsRunning(record))
        {
            if (record.Machine!.Restarts == environment.Spec.Restarts)
            {
                var refused = TryApplyLimits(record, limits);
                await disks.ApplyLimitAsync(id, limits.DiskBytes, cancellationToken);
                networks.ApplyCeiling(new Slot(record.Slot!.Value), limits.NetworkBytesPerSecond);
                await ResumeAsync(environment, record, limits, cancellationToken);
                if (refused is not null)
                {
                    throw refused;
                }

                return true;
            }

            board.Change(id, status => status.In(EnvironmentPhase.Stopping, "restarting"));
            await stop.ReleaseAsync(id, cancellationToken);
            record = records.Find(id)!;
        }
        else if (record.Machine is not null)
        {
            machine.ReportEnd(record);
            await machine.StopAsync(id, cancellationToken);
        }

        // What became of the commands of an earlier start is not this one's: whoever waits for it must not take them for its own.
        board.Change(id, status => status.WithoutFailure("automations").In(record.Content is null ? EnvironmentPhase.Creating : EnvironmentPhase.Starting, "preparing disk and network")
            with { Automations = new() });
        var slot = slots.Claim(id, record.Slot is { } number ? new Slot(number) : null);
        var policy = new NetworkPolicy(environment.Spec.Network.Egress, limits.NetworkBytesPerSecond);
        record = records.Update(id, before => before with { Slot = slot.Number, Egress = policy.Egress });
        Failpoint.Hit("start.slot-claimed");
        var network = networks.EnsureAsync(slot, policy, cancellationToken);
        var disk = disks.AttachAsync(id, limits.DiskBytes, record.Content is not null, cancellationToken);
        await Task.WhenAll(network, disk);
        Failpoint.Hit("start.disk-and-network");
        var site = new EnvironmentSite(environment, slot, await network, await disk, logs.Of(id));
        board.Change(id, status => status.WithoutFailure("network", "disk", "machine") with { Network = networks.Report(site.Network, policy) });
        MachineFiles.Ensure(site.Disk, environment.Metadata.Name, networks.Gateway);
        await remotes.EnsureAsync(site, cancellationToken);
        machine.PrepareLimits(id, limits);
        record = await contents.EnsureAsync(site, record, cancellationToken);
        Failpoint.Hit("start.content-complete");
        var read = configurations.Read(site, record);
        machine.PrepareLimits(id, limits);
        var image = await images.EnsureAsync(site, read.Configuration, limits, cancellationToken);
        board.Change(id, status => status.WithoutFailure("image"));
        Failpoint.Hit("start.image-mounted");
        var plan = configurations.Resolve(site, record, read, image, limits);
        record = records.Update(id, before => before with { ImageDigest = image.Digest });
        if (!record.HomePopulated)
        {
            await MachineFiles.CopyHomesAsync(image.Path, site.Disk, cancellationToken);
            record = contents.GiveToRemoteUser(site, record, plan);
            Failpoint.Hit("start.home-copied");
        }

        await MachineVolumes.EnsureAsync(site.Disk, image.Path, plan, cancellationToken);
        if (plan.Demands.Hostname is { } hostname)
        {
            MachineFiles.Rename(site.Disk, hostname);
        }

        board.Change(id, status => status.In(status.Phase, "starting the machine"));
        var running = configurations.Keep(site, read, image, plan);
        Failpoint.Hit("start.plan-kept");
        record = await machine.StartAsync(site, record, image, plan, limits, cancellationToken);
        Failpoint.Hit("start.machine-started");
        await RunningAsync(environment, record, running, cancellationToken);
        return true;
    }

    /// <summary>What a running machine may reach is in force before anything else of the spec is looked at, which may fail or take its time.</summary>
    private void ApplyEgress(EnvironmentResource environment)
    {
        var egress = environment.Spec.Network.Egress;
        if (records.Find(environment.Metadata.Id) is not { Slot: { } slot } record || !Machine.IsRunning(record))
        {
            return;
        }

        if (!egress.Equals(record.Egress))
        {
            records.Update(record.Id, before => before with { Egress = egress });
        }

        if (networks.ApplyEgress(new Slot(slot), egress) is { } applied)
        {
            board.Change(record.Id, status => status.WithoutFailure("network") with { Network = applied });
        }
    }

    /// <summary>What else is new is not to wait for limits that cannot be set yet.</summary>
    private EnvironmentFault? TryApplyLimits(EnvironmentRecord record, MachineLimits limits)
    {
        try
        {
            machine.ApplyLimits(record, limits);
            board.Change(record.Id, status => status.WithoutFailure(Machine.LimitsPart));
            return null;
        }
        catch (EnvironmentFault fault)
        {
            return fault;
        }
    }

    /// <summary>The runner was away, the machine was not: what was planned at its start goes on.</summary>
    private async Task ResumeAsync(EnvironmentResource environment, EnvironmentRecord record, MachineLimits limits, CancellationToken cancellationToken)
    {
        var id = environment.Metadata.Id;
        if (board.Find(id) is { Phase: EnvironmentPhase.Running } status && status.ObservedGeneration == environment.Metadata.Generation
            && lifecycle.HasBegun(id, record.Machine!.Start)
            && status.Failures?.Any(failure => Parts.Contains(failure.Part)) is not true)
        {
            return;
        }

        var slot = new Slot(record.Slot!.Value);
        var policy = new NetworkPolicy(environment.Spec.Network.Egress, limits.NetworkBytesPerSecond);
        var network = await networks.EnsureAsync(slot, policy, cancellationToken);
        board.Change(id, status => status.WithoutFailure("network") with { Network = networks.Report(network, policy) });
        var site = new EnvironmentSite(environment, slot, network, disks.MountOf(id), logs.Of(id));
        await remotes.EnsureAsync(site, cancellationToken);
        await RunningAsync(environment, record, configurations.FindRunning(id) ?? await PlanAnewAsync(), cancellationToken);

        // The machine was started by a runner that kept no plan.
        async Task<RunningPlan> PlanAnewAsync()
        {
            var read = configurations.Read(site, record);
            var image = await images.EnsureAsync(site, read.Configuration, limits, cancellationToken);
            return configurations.Resolve(site, record, read, image, limits).Running;
        }
    }

    private async Task RunningAsync(EnvironmentResource environment, EnvironmentRecord record, RunningPlan plan, CancellationToken cancellationToken)
    {
        var id = environment.Metadata.Id;
        await machine.WaitUntilAnsweringAsync(record, cancellationToken);
        Failpoint.Hit("start.agent-answers");
        await machine.StartEntrypointAsync(record, plan, cancellationToken);
        await probe.RunAsync(id, record.Machine!.Start, plan, logs.Of(id), cancellationToken);
        board.Change(id, status => (status with { ObservedGeneration = environment.Metadata.Generation })
            .In(EnvironmentPhase.Running)
            .WithoutFailure(Parts)
            .WithMachine(part => part with
            {
                Phase = PartPhase.Ready,
                StartedAt = record.Machine!.StartedAt,
                Restarts = record.Machine.Restarts,
                Address = networks.AddressOf(new Slot(record.Slot!.Value)),
                Exit = null,
            }));
        machine.WatchForEnd(record);
        lifecycle.Ensure(environment, record, plan);
    }

    private EnvironmentRecord Record(EnvironmentResource environment)
    {
        var id = environment.Metadata.Id;
        if (records.Find(id) is { } known)
        {
            return known;
        }

        if (environment.Status.Content.Phase == PartPhase.Ready)
        {
            throw new EnvironmentFault(
                "disk",
                "DiskMissing",
                $"This host has no record of the environment {environment.Metadata.Name}, which had content. "
                + "Was the data directory moved or replaced? Put it back; nothing new is created over it.",
                retry: true);
        }

        records.Save(new EnvironmentRecord { Id = id, Name = environment.Metadata.Name });
        return records.Find(id)!;
    }
}
