using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.S3;
using Bothy.Volumes.Stores.S3;

namespace Bothy.Volumes.Tests.Stores;

/// <summary>A real S3 server on loopback (Ceph's, in memory), started once for all tests that want one.</summary>
public sealed class S3Server : IAsyncLifetime
{
    private const string Bucket = "bothy";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string directory = Directory.CreateTempSubdirectory("bothy-s3-").FullName;
    private Uri? endpoint;
    private string? missing;

    private static string Script { get; } = Path.Combine(FindRepository(), "tests", "tools", "s3-server");

    public async ValueTask InitializeAsync()
    {
        foreach (var program in (string[])["radosgw", "ceph-mon", "ceph-osd", "ceph-authtool"])
        {
            if (!File.Exists($"/usr/bin/{program}"))
            {
                missing = $"needs {program} of Debian's ceph packages";
                return;
            }
        }

        // The standard chain of credentials begins here.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AK");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "SK");
        var port = FreePorts();
        await RunAsync("start", directory, $"{port}");
        endpoint = new($"http://127.0.0.1:{port}");
        using var client = new AmazonS3Client(new AmazonS3Config { ServiceURL = endpoint.ToString(), ForcePathStyle = true });
        await client.PutBucketAsync(Bucket);
    }

    /// <summary>A store in a place of its own.</summary>
    public S3ObjectStore Open(string prefix, Func<S3StoreOptions, S3StoreOptions>? change = null)
    {
        var options = Options(prefix);
        return new(change?.Invoke(options) ?? options);
    }

    public S3StoreOptions Options(string prefix)
    {
        if (missing is not null)
        {
            Assert.Skip(missing);
        }

        return new() { Bucket = Bucket, Prefix = prefix, Endpoint = endpoint };
    }

    public async ValueTask DisposeAsync()
    {
        if (missing is null)
        {
            await RunAsync("stop", directory);
        }

        Directory.Delete(directory, recursive: true);
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Script, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["S3_BYTES"] = $"{1 << 30}";
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);

        // What it started keeps its standard output: reading to the end would wait for the server's.
        process.ExitCode.ShouldBe(0, $"s3-server {string.Join(' ', arguments)} failed; see the logs in {arguments[1]}/log");
    }

    /// <summary>The server wants three in a row; outside of the range that the kernel gives away by itself, since it is long in coming.</summary>
    private static int FreePorts()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var first = new TcpListener(IPAddress.Loopback, port);
                first.Start();
                using var second = new TcpListener(IPAddress.Loopback, port + 1);
                second.Start();
                using var third = new TcpListener(IPAddress.Loopback, port + 2);
                third.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: look elsewhere.
            }
        }
    }

    private static string FindRepository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Bothy.slnx")))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests must run from within the repository.");
        }

        return directory.FullName;
    }
}
