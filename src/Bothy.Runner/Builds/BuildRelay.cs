using System.Net;
using System.Net.Sockets;
using Bothy.Images;
using Bothy.Images.Registries;
using Bothy.Linux.Namespaces;
using Bothy.Linux.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bothy.Runner.Builds;

/// <summary>
/// A registry on the loopback of a build's network, for as long as the build runs, with the repositories that the build may read and nothing else
/// (OCI distribution specification, "Pull"). The credentials for them stay outside.
/// </summary>
internal sealed class BuildRelay : IAsyncDisposable
{
    private const int Connections = 16;
    private const int BufferSize = 256 << 10;
    private static readonly TimeSpan Stall = TimeSpan.FromMinutes(1);
    private readonly WebApplication web;
    private readonly Socket socket;

    private BuildRelay(WebApplication web, Socket socket) => (this.web, this.socket) = (web, socket);

    /// <summary>As the build reaches it.</summary>
    public string Address => $"{socket.LocalEndPoint}";

    /// <param name="networkNamespace">Path of the build's network namespace.</param>
    /// <param name="repositories">By their names in the relay, each of one word.</param>
    public static async Task<BuildRelay> StartAsync(
        string networkNamespace, IReadOnlyDictionary<string, RelayedRepository> repositories, CancellationToken cancellationToken)
    {
        var socket = await PrivateThread.RunAsync("build relay", () => ListenInside(networkNamespace));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = Connections;
            kestrel.ListenHandle((ulong)socket.SafeHandle.DangerousGetHandle());
        });
        var web = builder.Build();
        web.Run(context => AnswerAsync(context, repositories));
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch
        {
            await web.DisposeAsync();
            socket.Dispose();
            throw;
        }

        return new BuildRelay(web, socket);
    }

    public async ValueTask DisposeAsync()
    {
        // Whoever still reads has no build any more.
        await web.StopAsync(new CancellationToken(canceled: true));
        await web.DisposeAsync();
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

    private static async Task AnswerAsync(HttpContext context, IReadOnlyDictionary<string, RelayedRepository> repositories)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        try
        {
            switch (context.Request.Path.Value!.Split('/'))
            {
                case ["", "v2", ""]:
                    context.Response.StatusCode = StatusCodes.Status200OK;
                    break;
                case ["", "v2", var name, "manifests", var reference] when repositories.TryGetValue(name, out var repository):
                    await AnswerManifestAsync(context, repository, reference);
                    break;
                case ["", "v2", var name, "blobs", var digest] when repositories.TryGetValue(name, out var repository):
                    await AnswerBlobAsync(context, repository, digest);
                    break;
            }
        }
        catch (Exception exception) when (exception is ImageException or HttpRequestException or IOException or OperationCanceledException)
        {
            // The reader tells a lost answer by its length.
            if (context.Response.HasStarted)
            {
                context.Abort();
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status502BadGateway;
            }
        }
    }

    private static async Task AnswerManifestAsync(HttpContext context, RelayedRepository repository, string reference)
    {
        if (await repository.FindManifestAsync(reference, context.RequestAborted) is not { } manifest)
        {
            return;
        }

        context.Response.Headers["Docker-Content-Digest"] = manifest.Digest;
        Begin(context, manifest.MediaType, manifest.Content.Length);
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(manifest.Content, context.RequestAborted);
        }
    }

    private static async Task AnswerBlobAsync(HttpContext context, RelayedRepository repository, string digest)
    {
        using var blob = await repository.OpenBlobAsync(digest, context.RequestAborted);
        if (blob is null)
        {
            return;
        }

        Begin(context, "application/octet-stream", blob.Size);
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await CopyAsync(blob.Content, context);
        }
    }

    /// <summary>Gives up a registry that stops in the middle.</summary>
    private static async Task CopyAsync(Stream content, HttpContext context)
    {
        var buffer = new byte[BufferSize];
        while (true)
        {
            using var stall = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            stall.CancelAfter(Stall);
            if (await content.ReadAsync(buffer, stall.Token) is not (> 0 and var read))
            {
                return;
            }

            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
        }
    }

    private static void Begin(HttpContext context, string type, long length)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = type;
        context.Response.ContentLength = length;
    }
}
