using System.Diagnostics;
using Bothy.Api.Client;
using Bothy.Api.Servers;

namespace Bothy.Server.Tests;

/// <summary>A server in a process of its own, which can be killed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _dataDirectory;

    private ServerProcess(Process process, string dataDirectory)
    {
        _process = process;
        _dataDirectory = dataDirectory;
    }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <param name="dataDirectory">The installation.</param>
    /// <param name="wrapper">A command that starts the one that follows it, as strace does.</param>
    public static ServerProcess Start(string dataDirectory, params IReadOnlyList<string> wrapper)
    {
        List<string> command = [.. wrapper, Environment.ProcessPath!, Program.Serve, dataDirectory];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ServerProcess(process, dataDirectory);
    }

    /// <summary>Waits until this process, and none before it, answers.</summary>
    public async Task<BothyClient> ConnectAsync()
    {
        await Deadline.Until(() => LocalEndpoint.Read(_dataDirectory)?.Pid is { } pid && (pid == Pid || ParentOf(pid) == Pid));
        return BothyClient.ForLocal(_dataDirectory)!;
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is told.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static int ParentOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
