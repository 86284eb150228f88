using System.Collections.Concurrent;
using System.Net;

namespace Bothy.Images.Tests.Registries;

/// <summary>A server on loopback that does with each request what the test says.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Func<HttpListenerContext, Task> answer;
    private readonly Task loop;

    public HttpServer(Func<HttpListenerContext, Task> answer)
    {
        this.answer = answer;
        Port = LoopbackPort.Next();
        listener.Prefixes.Add($"http://localhost:{Port}/");
        listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        listener.Start();
        loop = RunAsync();
    }

    public int Port { get; }

    public string Host => $"localhost:{Port}";

    public string Address => $"http://{Host}";

    public ConcurrentQueue<(string Path, string? Authorization, string? Range)> Requests { get; } = new();

    public static async Task SendAsync(HttpListenerContext context, int status, byte[] body, string type = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength64 = body.Length;
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }

    public async ValueTask DisposeAsync()
    {
        // Not stopped first: closing a stopped listener takes its port once more, which others may have by then.
        listener.Close();
        await loop;
    }

    private async Task RunAsync()
    {
        var running = new List<Task>();
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                await Task.WhenAll(running);
                return;
            }

            Requests.Enqueue((context.Request.RawUrl!, context.Request.Headers["Authorization"], context.Request.Headers["Range"]));
            running.Add(AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            await answer(context);
        }
        catch (Exception exception) when (exception is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The client is gone.
        }
    }
}
