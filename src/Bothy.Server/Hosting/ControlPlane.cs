using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Runners;
using Bothy.Reconcile;
using Bothy.Server.Cache;
using Bothy.Server.EnvironmentClasses;
using Bothy.Server.Environments;
using Bothy.Server.OpenApi;
using Bothy.Server.Resources;
using Bothy.Server.Runners;
using Bothy.Server.Store.Sqlite;
using Bothy.Server.Tunnels;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Bothy.Server.Hosting;

/// <summary>The server's parts, put together: store, cache, kinds, controllers, endpoints.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private readonly ServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _storeLogger;
    private readonly SqliteStore _store;
    private readonly WatchCache _cache;
    private readonly ChangeFeed _feed;
    private readonly ResourceSet<EnvironmentResource> _environments;
    private readonly ResourceSet<EnvironmentClassResource> _classes;
    private readonly ResourceSet<RunnerResource> _runners;
    private readonly Heartbeats _heartbeats;
    private readonly PlacementController _placement;

    public ControlPlane(ServerOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        _options = options;
        _time = time;
        _storeLogger = loggers.CreateLogger("store");
        _store = new SqliteStore(Path.Combine(options.ServerDirectory, "store.db"), time, _storeLogger);
        _cache = new WatchCache(_storeLogger);
        _feed = new ChangeFeed(_cache, _store);
        _heartbeats = new Heartbeats(time);
        var placement = new Placement(_heartbeats, time);
        _environments = new(_cache, _store, new EnvironmentRules(placement, time), time);
        _classes = new(_cache, _store, new EnvironmentClassRules(), time);
        _runners = new(_cache, _store, new RunnerRules(_heartbeats), time);
        _placement = new PlacementController(
            _cache, _feed, _heartbeats, new PlacementReconciler(_environments, placement, time), loggers.CreateLogger("placement"), time);
    }

    /// <summary>Recovers the store and makes it complete.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _store.OpenAsync(_cache, cancellationToken).ConfigureAwait(false);
        await DefaultClass.EnsureAsync(_classes, new DriveInfo(_options.ServerDirectory).TotalSize, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="stopping">Cancelled when streams must end.</param>
    public void Map(IEndpointRouteBuilder api, CancellationToken stopping)
    {
        var tunnels = new TunnelBroker(_time);
        new ResourceEndpoints<EnvironmentResource>(_environments, _feed, _time, stopping).Map(api);
        new ResourceEndpoints<EnvironmentClassResource>(_classes, _feed, _time, stopping).Map(api);
        new ResourceEndpoints<RunnerResource>(_runners, _feed, _time, stopping).Map(api);
        new CredentialEndpoints(_environments, new SqliteCredentials(_store)).Map(api);
        new StreamEndpoints(_environments, tunnels, stopping).Map(api);
        new HeartbeatEndpoint(_runners, _heartbeats).Map(api);
        new TunnelEndpoints(_runners, tunnels, stopping).Map(api);
        OpenApiDocument.Map(api);
    }

    /// <summary>Runs the loops until told to stop.</summary>
    public Task RunAsync(CancellationToken stop) =>
        Loops.RunAsync(stop, _placement.RunAsync, new FeedCompactor(_store, _options, _storeLogger, _time).RunAsync);

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
