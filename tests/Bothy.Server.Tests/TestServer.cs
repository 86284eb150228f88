using System.Net.Http.Headers;
using System.Text;
using Bothy.Api.Client;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Runners;
using Bothy.Server.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bothy.Server.Tests;

/// <summary>A real server on loopback with a store of its own, and clients of it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Func<ServerOptions, ServerOptions> _configure;
    private readonly TimeProvider _time;
    private RunningServer? _server;

    private TestServer(Func<ServerOptions, ServerOptions> configure, TimeProvider time)
    {
        _configure = configure;
        _time = time;
    }

    public string DataDirectory => _directory.Path;

    public Uri Url => _server!.Endpoint.Url;

    public string Token => _server!.Endpoint.Token;

    public BothyClient Api { get; private set; } = null!;

    /// <summary>Sends what no well-behaved client would; has the token.</summary>
    public HttpClient Http { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestServer> StartAsync(Func<ServerOptions, ServerOptions>? configure = null, TimeProvider? time = null)
    {
        var server = new TestServer(configure ?? (static options => options), time ?? TimeProvider.System);
        await server.StartAsync();
        return server;
    }

    public async Task StopAsync()
    {
        await _server!.DisposeAsync();
        _server = null;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>A runner that is registered, has the size of a small host and is alive.</summary>
    public async Task<RunnerResource> AddRunnerAsync(string name = "host")
    {
        var runner = await Api.Runners.CreateAsync(new RunnerResource { Kind = RunnerResource.KindName, Metadata = new() { Name = name } }, Cancellation);
        var status = new RunnerStatus { CpuMillis = 2000, MemoryBytes = 8L << 30, DiskBytes = 100L << 30 };
        runner = await Api.Runners.ReplaceStatusAsync(runner with { Status = status }, null, Cancellation);
        await Api.SendHeartbeatAsync(name, new RunnerHeartbeat(), Cancellation);
        return runner;
    }

    public Task<EnvironmentResource> CreateEnvironmentAsync(string name, EnvironmentSpec? spec = null) =>
        Api.Environments.CreateAsync(
            new EnvironmentResource { Kind = EnvironmentResource.KindName, Metadata = new() { Name = name }, Spec = spec ?? new() }, Cancellation);

    public Task<EnvironmentClassResource> CreateClassAsync(string name, EnvironmentClassSpec? spec = null) =>
        Api.EnvironmentClasses.CreateAsync(
            new EnvironmentClassResource { Kind = EnvironmentClassResource.KindName, Metadata = new() { Name = name }, Spec = spec ?? new() }, Cancellation);

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, string contentType = "application/json", string? ifMatch = null)
    {
        var message = new HttpRequestMessage(method, new Uri(Url, "/api/v1/" + path));
        if (body is not null)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        if (ifMatch is not null)
        {
            message.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return Http.SendAsync(message, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        Http.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _directory.Dispose();
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>.</summary>
    public async Task StartAsync()
    {
        _server = await RunningServer.StartAsync(
            _configure(ServerOptions.Parse(_directory.Path, [])), NullLoggerFactory.Instance, _time, Cancellation);
        if (Api is null)
        {
            Api = BothyClient.ForLocal(_directory.Path)!;
            Http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }
    }
}
