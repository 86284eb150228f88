using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Bothy.Images.Tests.Layers;
using Bothy.Images.Tests.Oci;
using Bothy.Linux.Tools;

namespace Bothy.Images.Tests.Registries;

/// <summary>Debian's docker-registry on loopback, with what it keeps in a directory of the test's.</summary>
internal sealed class RealRegistry : IAsyncDisposable
{
    private readonly Scratch scratch;
    private readonly string name;
    private readonly string settings;
    private Process? process;

    private RealRegistry(Scratch scratch, string name, string settings)
    {
        this.scratch = scratch;
        this.name = name;
        this.settings = settings;
        Port = LoopbackPort.Next();
    }

    public int Port { get; }

    public string Host => $"localhost:{Port}";

    /// <param name="settings">More of its configuration: YAML, indented from the top; <c>{0}</c> below <c>http</c>.</param>
    public static async Task<RealRegistry> StartAsync(Scratch scratch, string name = "registry", string settings = "", string http = "")
    {
        Scratch.NeedTool("docker-registry");
        Scratch.NeedTool("skopeo");
        var registry = new RealRegistry(scratch, name, $"{http}\n{settings}");
        await registry.StartAsync();
        return registry;
    }

    public async Task StartAsync()
    {
        var file = scratch[name + ".yml"];
        await File.WriteAllTextAsync(
            file,
            $"""
            version: 0.1
            log:
              level: error
              accesslog:
                disabled: true
            storage:
              filesystem:
                rootdirectory: {scratch[name]}
            http:
              addr: 127.0.0.1:{Port}
            {settings}
            """);
        process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", file]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        await Eventually.TrueAsync(async () =>
        {
            process.HasExited.ShouldBeFalse("docker-registry ended");
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }

    public async Task StopAsync()
    {
        if (process is { } running)
        {
            running.Kill();
            await running.WaitForExitAsync();
            running.Dispose();
            process = null;
        }
    }

    /// <summary>Pushes an image of one layer with one file.</summary>
    /// <returns>The manifest's digest.</returns>
    public async Task<string> PushAsync(string repository, string words, params string[] options)
    {
        var layout = scratch[Path.GetRandomFileName()];
        new LayoutBuilder(layout).Layer(new TarBuilder().Directory("etc").File("etc/words", words).ToArray()).Layer(new TarBuilder().File("more", "x").ToArray()).Image("latest");
        return await CopyAsync(repository, $"oci:{layout}:latest", options);
    }

    /// <summary>Pushes an image that skopeo(1) can read.</summary>
    public async Task<string> CopyAsync(string repository, string image, IReadOnlyList<string> options)
    {
        var digest = scratch[Path.GetRandomFileName()];
        await Tool.RunAsync(
            "skopeo", ["copy", "--insecure-policy", "--quiet", "--dest-tls-verify=false", "--all", "--digestfile", digest, .. options, image, $"docker://{Host}/{repository}"],
            null, TestContext.Current.CancellationToken);
        return (await File.ReadAllTextAsync(digest)).Trim();
    }

    /// <summary>What a broken disk does: names and manifests' links are there, and content is gone.</summary>
    public void LoseBlobs() => Directory.Delete(Path.Combine(scratch[name], "docker/registry/v2/blobs"), recursive: true);

    public async ValueTask DisposeAsync() => await StopAsync();
}
