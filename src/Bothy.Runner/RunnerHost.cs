using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Linux.Cgroups;
using Bothy.Reconcile;
using Bothy.Reconcile.Backoff;
using Bothy.Reconcile.Observing;
using Bothy.Runner.Automations;
using Bothy.Runner.Configuration;
using Bothy.Runner.Builds;
using Bothy.Runner.Content;
using Bothy.Runner.Disks;
using Bothy.Runner.Environments;
using Bothy.Runner.Governor;
using Bothy.Runner.Hosts;
using Bothy.Runner.Images;
using Bothy.Runner.Installation;
using Bothy.Runner.Logs;
using Bothy.Runner.Machines;
using Bothy.Runner.Network;
using Bothy.Runner.Records;
using Bothy.Runner.Registration;
using Bothy.Runner.Remotes;
using Bothy.Runner.Slots;
using Bothy.Runner.Status;
using Bothy.Runner.Sweeping;
using Bothy.Runner.Tunnels;
using Bothy.Sandboxes.Containers;
using Microsoft.Extensions.Logging;

namespace Bothy.Runner;

/// <summary>The runner as a process: puts its parts together and runs their loops until told to stop. Environments go on without it.</summary>
public static class RunnerHost
{
    private const int Workers = 8;
    private static readonly TimeSpan ServerPatience = TimeSpan.FromMilliseconds(50);

    /// <param name="dataDirectory">The installation's data directory, whose server it works for.</param>
    /// <returns>0 after a clean stop.</returns>
    public static async Task<int> RunAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        using var logging = LoggerFactory.Create(builder => builder.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        }));
        var installation = new InstallationPaths(dataDirectory, InstallationName.Ensure(dataDirectory));
        HostDirectories.Ensure(installation);
        var host = HostFacts.Read();
        var name = RunnerName.From(host.Name);
        using var api = await ConnectAsync(dataDirectory, time, cancellationToken);

        var pool = AddressPool.Default;
        var records = new RecordStore(installation);
        var starts = new StartRecords(installation);
        var slots = new SlotClaims(InstallationPaths.Slots, installation.Name);
        var configuration = RunnerConfiguration.Read(dataDirectory);
        using var network = HostNetwork.Create(installation, pool, configuration.Network, time);
        var networks = network.Environments;
        var disks = new HostDisks(installation, configuration.Disks, time);
        var logs = new EnvironmentLogs(installation, time);
        var board = new StatusBoard();
        var cache = new EnvironmentCache();
        var runtime = new ContainerRuntime(installation.Containers);
        var containers = new MachineContainers(installation, CgroupHierarchy.Detect(), AgentBinary.Path);
        var agents = new AgentConnections(installation);
        using var watch = new MachineWatch();
        var machine = new Machine(runtime, containers, installation, agents, watch, records, logs, board, time);
        var offers = new RemoteOffers(time);
        var lifecycle = new LifecycleRuns(
            new LifecycleRunner(new LifecycleCommands(agents), records, logs, board, time), new ContentCompletion(agents, offers, records, logs, board, time));
        var images = new MachineImages(installation, board, time);
        var contents = new EnvironmentContent(new GitClone(runtime, HostDirectories.Secrets(installation), time), images, containers, api, records, board);
        var heldSsh = new HeldSsh(
            new EnvironmentSites(cache, records, networks, disks, logs), images, containers, runtime, HostDirectories.Secrets(installation));
        var remotes = new EnvironmentRemotes(
            new RemoteSockets(installation, new RemoteAnswers(cache, offers, heldSsh, logs, api), time, cancellationToken), api);
        var caches = new BuildCaches(disks, installation, time);
        var builds = new ImageBuilds(
            new BaseImages(images), caches, new BuildSandbox(containers, runtime, images, board), new BuiltImages(installation), images, records, board);
        var stop = new EnvironmentStop(records, machine, networks, disks, slots, lifecycle, remotes, board);
        var start = new EnvironmentStart(
            records, slots, networks, disks, contents, remotes, new EnvironmentConfiguration(starts, board), new EnvironmentImages(images, builds, starts), machine, stop, new UserEnvironmentProbe(agents), lifecycle,
            new ClassCatalog(api.EnvironmentClasses.FindAsync, host), logs, board);
        var deletion = new EnvironmentDeletion(stop, disks, caches, records, logs, board, api);
        var reconciler = new EnvironmentReconciler(cache, start, stop, deletion, board, logs, time);
        var sweeper = new Sweeper(records, slots, networks, disks, caches, containers, runtime, images, installation);

        using var environmentQueue = new ControllerQueue<Guid>(time);
        using var statusQueue = new ControllerQueue<Guid>(time);
        using var sweepQueue = new ControllerQueue<Sweeper.Everything>(time);
        board.Changed += statusQueue.Enqueue;
        watch.Ended += environmentQueue.Enqueue;

        await networks.PrepareAsync(
            slots.List()
                .Select(claim => (claim.Slot, Record: records.Find(claim.Environment)))
                .Where(claim => claim.Record is { Machine: not null })
                .Select(claim => (claim.Slot, new NetworkPolicy(claim.Record!.Egress ?? EgressSpec.Open, 0))),
            cancellationToken);
        var registration = new RunnerRegistration(api, name, host, dataDirectory, records, time);
        await RegisterAsync(registration, time, cancellationToken);
        await images.CleanUpAsync(cancellationToken);
        await sweeper.EndHelpersAsync(cancellationToken);
        sweepQueue.Enqueue(default);

        var quick = new BackoffOptions { First = TimeSpan.FromMilliseconds(50), Longest = TimeSpan.FromSeconds(2) };
        await Loops.RunAsync(
            cancellationToken,
            new EnvironmentWatch(api, name, cache, environmentQueue, time).RunAsync,
            new ClassWatch(api, cache, environmentQueue, time).RunAsync,
            new TunnelHost(api, name, installation, logs, cache, offers, time).RunAsync,
            registration.KeepAliveAsync,
            network.RunAsync,
            new DiskSpace(disks, time).RunAsync,
            new DiskGauge(disks, records, board, time).RunAsync,
            new CpuPrecedence(records, containers, board, time).RunAsync,
            new Controller<Guid>(
                environmentQueue, reconciler, new ControllerOptions<Guid> { Workers = Workers },
                new LoggingObserver<Guid>(logging.CreateLogger("bothy"), "environments")).RunAsync,
            new Controller<Guid>(
                statusQueue, new StatusPublisher(board, cache, api), new ControllerOptions<Guid> { Workers = Workers, Backoff = quick },
                new LoggingObserver<Guid>(logging.CreateLogger("bothy"), "status")).RunAsync,
            new Controller<Sweeper.Everything>(
                sweepQueue, sweeper, new ControllerOptions<Sweeper.Everything> { Workers = 1 },
                new LoggingObserver<Sweeper.Everything>(logging.CreateLogger("bothy"), "sweep")).RunAsync);

        if (records.All.All(record => record.Slot is null || record.Machine is null))
        {
            await networks.RemoveSharedAsync(CancellationToken.None);
            HostTeardown.Run(installation, CgroupHierarchy.Detect());
        }

        return 0;
    }

    /// <summary>The server may be starting beside this process.</summary>
    private static async Task<BothyClient> ConnectAsync(string dataDirectory, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (BothyClient.ForLocal(dataDirectory) is { } api)
            {
                return api;
            }

            await Task.Delay(ServerPatience, time, cancellationToken);
        }
    }

    private static async Task RegisterAsync(RunnerRegistration registration, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await registration.RegisterAsync(cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or ApiException && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(ServerPatience, time, cancellationToken);
            }
        }
    }
}
