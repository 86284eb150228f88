using System.Net;
using System.Net.Sockets;
using Bothy.Linux.Namespaces;
using Bothy.Linux.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Bothy.Runner.Builds;

/// <summary>
/// A registry on the loopback of a build's network, for as long as the build runs, with the repositories that the build may read and nothing else
/// (OCI distribution specification, "Pull"). The credentials for them stay outside.
/// </summary>
internal sealed class BuildRelay : IAsyncDisposable
{
    private const int Connections = 16;

    private readonly WebApplication web;
    private readonly Socket socket;
    private readonly RelayAnswers answers;

    private BuildRelay(WebApplication web, Socket socket, RelayAnswers answers) => (this.web, this.socket, this.answers) = (web, socket, answers);

    /// <summary>As the build reaches it.</summary>
    public string Address => $"{socket.LocalEndPoint}";

    /// <param name="networkNamespace">Path of the build's network namespace.</param>
    public static async Task<BuildRelay> StartAsync(string networkNamespace, RelayContent content, CancellationToken cancellationToken)
    {
        var socket = await PrivateThread.RunAsync("build relay", () => ListenInside(networkNamespace));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = Connections;
            kestrel.ListenHandle((ulong)socket.SafeHandle.DangerousGetHandle());
        });
        var relay = new BuildRelay(builder.Build(), socket, new RelayAnswers(content));
        relay.web.Run(relay.answers.AnswerAsync);
        try
        {
            await relay.web.StartAsync(cancellationToken);
            return relay;
        }
        catch
        {
            await relay.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Whoever still reads has no build any more.
        await web.StopAsync(new CancellationToken(canceled: true));
        await web.DisposeAsync();
        answers.Dispose();
        socket.Dispose();
    }

    private static Socket ListenInside(string networkNamespace)
    {
        ThreadNamespaces.EnterNetwork(networkNamespace);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The process's signals are the runner's.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
