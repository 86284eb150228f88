using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Bothy.EndToEnd.Tests.Support;

/// <summary>Debian's docker-registry on loopback with one small image: a static busybox and a user.</summary>
internal sealed class LoopbackRegistry : IAsyncDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("bothy-registry-").FullName;
    private readonly int port;
    private Process? process;

    public LoopbackRegistry()
    {
        // Outside of the range that the kernel gives away by itself.
        do
        {
            port = Random.Shared.Next(20_000, 32_000);
        }
        while (!IsFree(port));
    }

    public string Host => $"localhost:{port}";

    /// <summary>Starts the registry.</summary>
    /// <param name="name">The image to have, without the registry.</param>
    public async Task StartAsync(string name)
    {
        await StartAsync();
        await PushAsync(name);
    }

    /// <summary>Starts the registry again, with what it had.</summary>
    public async Task StartAsync()
    {
        var file = Path.Combine(directory, "registry.yml");
        await File.WriteAllTextAsync(
            file,
            $"version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {directory}/storage\nhttp:\n  addr: 127.0.0.1:{port}\n");
        process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", file]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        await Installation.EventuallyAsync(CanConnectAsync, connects => connects, "the registry listens");
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

    /// <summary>What a broken disk does: manifests are there, and the layers that they name are not.</summary>
    public void LoseLayers()
    {
        foreach (var file in new DirectoryInfo(Path.Combine(directory, "storage")).EnumerateFiles("data", SearchOption.AllDirectories).Where(file => file.Length > 64 << 10))
        {
            file.Delete();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<bool> CanConnectAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task PushAsync(string name)
    {
        await File.WriteAllTextAsync(
            Path.Combine(directory, "make"),
            """
            set -e
            umoci init --layout layout
            umoci new --image layout:app
            umoci unpack --image layout:app bundle
            cd bundle/rootfs
            mkdir -p bin etc tmp home/dev
            chmod 1777 tmp
            cp /bin/busybox bin/busybox
            for name in sh cat id stat echo ls touch mkdir sleep env; do ln -s busybox bin/$name; done
            printf 'root:x:0:0:root:/root:/bin/sh\ndev:x:1000:1000::/home/dev:/bin/sh\n' > etc/passwd
            printf 'root:x:0:\ndev:x:1000:\n' > etc/group
            echo 'from a registry' > etc/words
            cp bin/busybox bin/admin
            chmod 4755 bin/admin
            ln etc/words etc/same
            cd ../..
            umoci repack --image layout:app bundle
            umoci config --image layout:app --config.env PATH=/bin --config.env IMAGE=registry --config.user dev
            skopeo copy --insecure-policy --quiet --dest-tls-verify=false oci:layout:app "docker://$1"
            """);
        (await Command.RunAsync("/bin/sh", ["-c", "cd \"$0\" && . ./make", directory, $"{Host}/{name}"])).Succeeded();
    }
}
