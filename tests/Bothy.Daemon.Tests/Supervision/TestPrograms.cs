using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Bothy.Daemon.Commands;
using Bothy.Daemon.Data;
using Bothy.Daemon.Supervision;

namespace Bothy.Daemon.Tests.Supervision;

/// <summary>What this executable is when the tests start it again: bothyd with small processes in place of server and runner.</summary>
internal static class TestPrograms
{
    public const string Up = "up";
    public const string Down = "down";
    public const string Child = "child";

    /// <summary>A process of the data directory ends itself at once while this file exists beside its log.</summary>
    public const string CrashMark = "crash";

    /// <summary>While this file exists, there is a third process, which environments need while <see cref="NeedMark"/> exists.</summary>
    public const string KeeperMark = "with-keeper";

    public const string NeedMark = "needed";
    public const string Restart = "restart";

    public static Task<int> RestartAsync(string data) => new RestartCommand(new(data), Processes(data), TimeProvider.System).RunAsync();

    public static Task<int> UpAsync(string data, bool detach) => UpCommand.RunAsync(new(data), Processes(data), detach);

    public static Task<int> DownAsync(string data) => DownCommand.RunAsync(new(data), Processes(data));

    public static Task<int> ChildAsync(string name, string data) => HostedProcess.RunAsync(name, new(data), async (directory, stop) =>
    {
        if (File.Exists(Path.Combine(directory, CrashMark)))
        {
            Console.WriteLine("crashing as told");
            return 7;
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        if (name == "server")
        {
            listener.Start();
            _ = AnswerAsync(listener);
            var endpoint = new { url = $"http://{listener.LocalEndpoint}", pid = Environment.ProcessId };
            await File.WriteAllTextAsync(new DataDirectory(directory).Endpoint, JsonSerializer.Serialize(endpoint), stop);
        }

        Console.WriteLine($"{name} is up");
        await Task.Delay(Timeout.InfiniteTimeSpan, stop).ContinueWith(static _ => { }, TaskScheduler.Default);
        Console.WriteLine($"{name} stops");
        return 0;
    });

    private static ProcessDefinition[] Processes(string data)
    {
        string[] names = File.Exists(Path.Combine(data, KeeperMark)) ? ["keeper", "server", "runner"] : ["server", "runner"];
        return [.. names.Select(name => new ProcessDefinition(
            name, Environment.ProcessPath!, [Child, name, "--data", data], name == "keeper" ? () => File.Exists(Path.Combine(data, NeedMark)) : null))];
    }

    private static async Task AnswerAsync(TcpListener listener)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            var request = new byte[4096];
            _ = await client.GetStream().ReadAsync(request);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"));
        }
    }
}
