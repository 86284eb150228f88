using System.Net;
using System.Text;
using Bothy.Images.Tests.Layers;
using Bothy.Images.Tests.Oci;

namespace Bothy.Images.Tests.Registries;

/// <summary>A registry with one image that behaves as its test wants, request by request.</summary>
internal sealed class ScriptedRegistry : IAsyncDisposable
{
    private readonly Dictionary<string, byte[]> content = [];
    private readonly HttpServer server;

    /// <param name="misbehave">Answers a request in its own way; false leaves it to honest behaviour.</param>
    public ScriptedRegistry(Scratch scratch, Func<HttpListenerContext, ScriptedRegistry, Task<bool>> misbehave, int layerSize = 3_000_000)
    {
        var builder = new LayoutBuilder(scratch["scripted"]);
        var words = new byte[layerSize];
        new Random(1).NextBytes(words);
        builder.Layer(new TarBuilder().Entry('0', "file", content: words).ToArray());
        ManifestDigest = builder.Image("latest");
        foreach (var file in Directory.EnumerateFiles(scratch["scripted/blobs/sha256"]))
        {
            content["sha256:" + Path.GetFileName(file)] = File.ReadAllBytes(file);
        }

        LayerDigest = content.MaxBy(pair => pair.Value.Length).Key;
        Layer = content[LayerDigest];
        Manifest = content[ManifestDigest];
        server = new HttpServer(async context =>
        {
            if (!await misbehave(context, this))
            {
                await ServeAsync(context);
            }
        });
    }

    public string ManifestDigest { get; }

    public string LayerDigest { get; }

    public byte[] Layer { get; }

    public byte[] Manifest { get; set; }

    public string Image => $"{server.Host}/app:1";

    public HttpServer Server => server;

    public bool IsLayer(HttpListenerContext context) => context.Request.RawUrl!.EndsWith(LayerDigest, StringComparison.Ordinal);

    public int LayerRequests => server.Requests.Count(request => request.Path.EndsWith(LayerDigest, StringComparison.Ordinal));

    /// <summary>Adds a document or blob.</summary>
    /// <returns>Its digest.</returns>
    public string Add(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var digest = LayoutBuilder.DigestOf(bytes);
        content[digest] = bytes;
        return digest;
    }

    /// <summary>Sends part of the layer and cuts the connection.</summary>
    public async Task CutAsync(HttpListenerContext context, int bytes)
    {
        var from = From(context);
        context.Response.StatusCode = from > 0 ? 206 : 200;
        context.Response.Headers["Content-Range"] = $"bytes {from}-{Layer.Length - 1}/{Layer.Length}";
        context.Response.ContentLength64 = Layer.Length - from;
        await context.Response.OutputStream.WriteAsync(Layer.AsMemory(from, Math.Min(bytes, Layer.Length - from)));
        await context.Response.OutputStream.FlushAsync();
        context.Response.Abort();
    }

    public async Task ServeAsync(HttpListenerContext context)
    {
        var reference = context.Request.RawUrl!.Split('/')[^1];
        var body = reference == "1" ? Manifest : content.GetValueOrDefault(reference);
        if (body is null)
        {
            await HttpServer.SendAsync(context, 404, """{"errors":[{"code":"NAME_UNKNOWN","message":"nothing here"}]}"""u8.ToArray());
            return;
        }

        if (From(context) is > 0 and var from)
        {
            context.Response.Headers["Content-Range"] = $"bytes {from}-{body.Length - 1}/{body.Length}";
            await HttpServer.SendAsync(context, 206, body[from..]);
            return;
        }

        await HttpServer.SendAsync(context, 200, body);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static int From(HttpListenerContext context) =>
        context.Request.Headers["Range"] is { } range ? int.Parse(range["bytes=".Length..].TrimEnd('-')) : 0;
}
