using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Bothy.Api.Json;
using Bothy.Api.Servers;
using Bothy.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bothy.Server.Hosting;

/// <summary>A server that listens. Disposing stops it cleanly.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly ServerLock _lock;
    private readonly WebApplication _app;
    private readonly ControlPlane _controlPlane;
    private readonly CancellationTokenSource _stopping;
    private readonly ILogger _logger;

    private RunningServer(ServerLock serverLock, WebApplication app, ControlPlane controlPlane, CancellationTokenSource stopping, ILogger logger, LocalEndpoint endpoint)
    {
        _lock = serverLock;
        _app = app;
        _controlPlane = controlPlane;
        _stopping = stopping;
        _logger = logger;
        Endpoint = endpoint;
        Loops = controlPlane.RunAsync(stopping.Token);
    }

    public LocalEndpoint Endpoint { get; }

    /// <summary>Ends early only by a fault.</summary>
    public Task Loops { get; }

    public static string Version { get; } = typeof(RunningServer).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <exception cref="IOException">Another server works on the data directory, or the address is taken.</exception>
    public static async Task<RunningServer> StartAsync(ServerOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger("server");
        PrivateFiles.EnsureDirectory(options.DataDirectory);
        PrivateFiles.EnsureDirectory(options.ServerDirectory);
        var serverLock = ServerLock.Take(options.ServerDirectory);
        ControlPlane? controlPlane = null;
        WebApplication? app = null;
        var stopping = new CancellationTokenSource();
        try
        {
            var token = BearerToken.Ensure(options.DataDirectory);
            controlPlane = new ControlPlane(options, loggers, time);
            await controlPlane.OpenAsync(cancellationToken).ConfigureAwait(false);
            var port = ListenPort.Choose(options);
            app = Build(options, port, token, loggers, controlPlane, stopping.Token);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            var endpoint = new LocalEndpoint { Url = UrlOf(options.Address, port), Pid = Environment.ProcessId, Token = token };
            PrivateFiles.Replace(
                LocalEndpoint.FileIn(options.DataDirectory), JsonSerializer.SerializeToUtf8Bytes(endpoint, ApiJson.Default.LocalEndpoint));
            logger.Listening(Version, endpoint.Url.ToString(), (TimeProvider.System.GetLocalNow().DateTime - Process.GetCurrentProcess().StartTime).TotalMilliseconds);
            return new RunningServer(serverLock, app, controlPlane, stopping, logger, endpoint);
        }
        catch
        {
            foreach (var part in (IAsyncDisposable?[])[app, controlPlane])
            {
                if (part is not null)
                {
                    await part.DisposeAsync().ConfigureAwait(false);
                }
            }

            serverLock.Dispose();
            stopping.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _logger.Stopping();

        // Streams first: they would hold up the stop of the web server.
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        try
        {
            await Loops.ConfigureAwait(false);
        }
        finally
        {
            await _controlPlane.DisposeAsync().ConfigureAwait(false);
            _lock.Dispose();
            _stopping.Dispose();
        }
    }

    private static WebApplication Build(
        ServerOptions options, int port, string token, ILoggerFactory loggers, ControlPlane controlPlane, CancellationToken stopping)
    {
        // The empty builder: no configuration files, no environment, nothing that a start would wait for.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = options.ServerDirectory });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.Limit;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(100, TimeSpan.FromSeconds(10));
            kestrel.Listen(options.Address, port, listen => listen.Protocols = HttpProtocols.Http1);
        });

        var app = builder.Build();
        app.Use(new ErrorBoundary(loggers.CreateLogger("http")).InvokeAsync);
        app.Use(new SiteGuard([options.Address.ToString()], loggers.CreateLogger("http")).InvokeAsync);
        app.Use(new BearerAuthentication(token).InvokeAsync);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(15) });
        app.UseRouting();
        OpenEndpoints.Map(app);
        controlPlane.Map(app.MapGroup("/api/v1"), stopping);
        return app;
    }

    private static Uri UrlOf(IPAddress address, int port) =>
        new UriBuilder("http", IPAddress.Any.Equals(address) || IPAddress.IPv6Any.Equals(address) ? "127.0.0.1" : address.ToString(), port).Uri;
}
