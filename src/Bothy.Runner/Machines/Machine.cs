using Bothy.Api.Agents.Messages;
using Bothy.Linux.Failpoints;
using Bothy.Linux.Processes;
using Bothy.Runner.Environments;
using Bothy.Runner.Failing;
using Bothy.Runner.Images;
using Bothy.Runner.Installation;
using Bothy.Runner.Logs;
using Bothy.Runner.Records;
using Bothy.Runner.Remotes;
using Bothy.Runner.Status;
using Bothy.Sandboxes.Containers;

namespace Bothy.Runner.Machines;

/// <summary>Starts and ends the container of an environment and knows whether it lives.</summary>
internal sealed class Machine(
    ContainerRuntime runtime,
    MachineContainers containers,
    InstallationPaths installation,
    AgentConnections agents,
    MachineWatch watch,
    RecordStore records,
    EnvironmentLogs logs,
    StatusBoard board,
    TimeProvider time)
{
    /// <summary>The part whose failure says that limits are not set.</summary>
    public const string LimitsPart = "limits";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(20);

    public static bool IsRunning(EnvironmentRecord record) => record.Machine is { } machine && Identity(machine).IsAlive;

    /// <summary>Sets the limits of what runs before the machine: a clone, a build. Whatever ends takes its group along, so that each needs it anew.</summary>
    public void PrepareLimits(Guid id, MachineLimits limits) => containers.Cgroup(id).Apply(limits.Cgroup);

    /// <summary>Sets the limits of a running machine anew.</summary>
    /// <exception cref="EnvironmentFault">Not all of them can be set, as with control groups v1 less memory than is in use.</exception>
    public void ApplyLimits(EnvironmentRecord record, MachineLimits limits)
    {
        try
        {
            containers.Cgroup(record.Id).Apply(limits.Under(record.Machine!.Ceiling).Cgroup);
        }
        catch (IOException exception)
        {
            throw new EnvironmentFault(
                LimitsPart,
                "LimitsNotSet",
                $"The limits of the class could not all be set: {exception.Message}. Less memory than what runs inside has in use cannot be set before that ends; it is tried again.",
                retry: true,
                exception);
        }
    }

    /// <exception cref="EnvironmentFault">The runtime refused.</exception>
    public async Task<EnvironmentRecord> StartAsync(
        EnvironmentSite site, EnvironmentRecord record, MountedImage image, MachinePlan plan, MachineLimits limits, CancellationToken cancellationToken)
    {
        board.Change(site.Id, status => status.In(status.Phase, "starting the machine").WithMachine(part => part with
        {
            Phase = Api.Environments.PartPhase.Progressing,
            Image = image.Name,
            ImageDigest = image.Digest,
            ImageSource = image.Source,
        }));
        var cgroup = containers.Cgroup(site.Id);
        var ceiling = new MachineCeiling(plan.Demands.CpuMillis, plan.Demands.MemoryBytes, plan.Demands.Pids);
        try
        {
            // A container that a killed runner started and did not record would take its control groups with it when it goes.
            await runtime.DeleteAsync(MachineContainers.MachineName(site.Id), cancellationToken);
            cgroup.Apply(limits.Under(ceiling).Cgroup);
            cgroup.Delegate(site.Slot.Ids.First);
            Failpoint.Hit("machine.cgroups-made");
            using var descriptors = new InheritedDescriptors(AgentSocket.Listen(installation.AgentSocket(site.Id)), cgroup.OpenMembership());
            Failpoint.Hit("machine.socket-listens");
            var start = Guid.NewGuid().ToString("n");
            var container = await runtime.StartAsync(
                containers.ForMachine(site, image, plan) with
                {
                    Inherited = descriptors.Handles,
                    Environment =
                    [
                        .. plan.Variables.Select(pair => $"{pair.Key}={pair.Value}"),
                        $"{InheritedDescriptors.Variable}={descriptors.VariableValue}",
                        $"{AgentSettings.Variable}={AgentSettings.For(site, plan, RemoteSockets.AuthoritiesOf(installation.Remote(site.Id)))}",
                    ],
                },
                cancellationToken);
            Failpoint.Hit("machine.container-started");
            record = records.Update(site.Id, before => before with
            {
                Machine = new MachineRecord(
                    container.Process.Id, container.Process.StartTime, start, time.GetUtcNow(), site.Spec.Restarts, image.Digest, ceiling),
            });
            cgroup.MoveAgent(container.Process.Id);
            return record;
        }
        catch (Exception exception) when (exception is ContainerException or IOException)
        {
            throw new EnvironmentFault("machine", "StartFailed", $"The machine could not be started: {exception.Message}", retry: true, exception);
        }
    }

    /// <summary>Returns when the agent answers.</summary>
    public async Task WaitUntilAnsweringAsync(EnvironmentRecord record, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(StartDeadline);
        try
        {
            await agents.Of(record.Id).GetInformationAsync(deadline.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is IOException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            throw new EnvironmentFault("machine", "AgentSilent", $"The machine runs, but its agent does not answer: {exception.Message}", retry: true, exception);
        }
    }

    /// <summary>Starts the image's own program, if it is to run and does not run yet.</summary>
    public async Task StartEntrypointAsync(EnvironmentRecord record, RunningPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Arguments.Count == 0)
        {
            return;
        }

        var system = InitSystem.IsStartedBy(plan.Arguments);
        try
        {
            await agents.Of(record.Id).StartEntrypointAsync(
                new ExecRequest
                {
                    Arguments = plan.Arguments,
                    User = plan.ContainerUser,
                    Environment = system ? InitSystem.Variables : null,
                    System = system,
                },
                cancellationToken);
        }
        catch (Api.Agents.AgentException exception)
        {
            throw new EnvironmentFault("machine", "EntrypointFailed", $"The image's own program could not be started: {exception.Message}", retry: true, exception);
        }
    }

    /// <summary>Has the environment looked at again when its machine ends.</summary>
    public void WatchForEnd(EnvironmentRecord record) => watch.Watch(record.Id, Identity(record.Machine!));

    /// <summary>Says that a machine ended unasked.</summary>
    public void ReportEnd(EnvironmentRecord record)
    {
        const string text = "the machine ended by itself and is started again";
        logs.Of(record.Id).Error("machine", text);
        board.Change(record.Id, status => status.WithMachine(part => part with { Phase = Api.Environments.PartPhase.Progressing, Exit = text }));
    }

    /// <summary>Ends the machine, politely first, and removes what it had on the host; does nothing where there is none.</summary>
    public async Task StopAsync(Guid id, CancellationToken cancellationToken)
    {
        if (records.Find(id) is { } record && IsRunning(record))
        {
            watch.Forget(id);
            await ShutDownAsync(id, record.Machine!, cancellationToken);
        }

        await runtime.DeleteAsync(MachineContainers.MachineName(id), cancellationToken);
        foreach (var beside in runtime.List().Where(name => name.StartsWith(MachineContainers.Beside(id), StringComparison.Ordinal)))
        {
            await runtime.DeleteAsync(beside, cancellationToken);
        }

        Failpoint.Hit("machine.container-deleted");
        if (Directory.Exists(installation.Sockets))
        {
            // Made with the first machine of the host.
            File.Delete(installation.AgentSocket(id));
        }

        while (!containers.Cgroup(id).TryRemove())
        {
            // The kernel takes a moment to bury what was killed.
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, cancellationToken);
        }
    }

    private async Task ShutDownAsync(Guid id, MachineRecord machine, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Grace + TimeSpan.FromSeconds(2));
        try
        {
            await agents.Of(id).ShutDownAsync(new ShutdownRequest { GraceSeconds = Grace.TotalSeconds }, patience.Token);
            await ProcessEnd.WaitAsync(Identity(machine), patience.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is IOException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            logs.Of(id).Info("machine", $"the machine did not shut down by itself and is ended: {exception.Message}");
        }
    }

    private static ProcessIdentity Identity(MachineRecord machine) => new(machine.ProcessId, machine.ProcessStartTime);
}
