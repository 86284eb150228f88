using Bothy.Api.Agents;
using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Messages;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;
using Bothy.Linux.Errors;

namespace Bothy.Cli.Exec;

/// <summary>A process inside whose three streams are this process's own, byte for byte, and whose signals are, too.</summary>
internal sealed class PipedProcess(CliHost host)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>SIGPIPE.</summary>
    private const int BrokenPipe = 13;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <returns>The process's exit code, or 128 and the number of the signal that ended it.</returns>
    /// <exception cref="AgentException">It could not be started, or its environment ended.</exception>
    public async Task<int> RunAsync(AgentClient agent, ExecRequest request, bool takesInput, CancellationToken cancellationToken)
    {
        var outage = new OutageNotice(host);
        var options = new RemoteProcessOptions
        {
            GiveUpAfter = Patience,
            Time = host.Time,
            ConnectionLost = outage.Begin,
            ConnectionRestored = outage.End,
        };
        using var signals = new SignalForwarding(outage);
        await using var process = await agent.ExecuteAsync(request, options, cancellationToken);
        signals.To(process);
        var output = CopyAsync(process.StandardOutput, host.OutBytes, () => process.Signal(BrokenPipe), cancellationToken);
        var error = CopyAsync(process.StandardError, host.ErrorBytes, () => { }, cancellationToken);
        SendInput(process.StandardInput, takesInput);
        try
        {
            var finished = await Task.WhenAny(Task.WhenAll(process.WaitAsync(cancellationToken), output, error), signals.Abandoned);
            await finished;
            if (finished == signals.Abandoned)
            {
                return ExitCode.Interrupted;
            }
        }
        catch (ConnectionLostException lost)
        {
            throw new CliException($"the connection is lost and did not come back: {lost.Message}", "the command may still run; see: bothy status", ExitCode.ExecFailed);
        }

        return (await process.WaitAsync(cancellationToken)).ShellCode;
    }

    /// <summary>On a thread of its own: a read of a terminal or pipe cannot be cancelled, and must not keep the process from ending.</summary>
    private void SendInput(Stream destination, bool takesInput)
    {
        if (!takesInput)
        {
            destination.Dispose();
            return;
        }

        var thread = new Thread(() =>
        {
            var buffer = new byte[BufferBytes];
            try
            {
                while (host.InBytes.Read(buffer) is > 0 and var count)
                {
                    // A thread that only waits here may as well block.
                    destination.WriteAsync(buffer.AsMemory(0, count)).AsTask().Wait();
                }

                destination.Dispose();
            }
            catch (Exception error) when (error is IOException or AggregateException or ObjectDisposedException)
            {
                // The process takes no more.
            }
        })
        {
            IsBackground = true,
            Name = "standard input",
        };
        thread.Start();
    }

    /// <summary>Where nobody reads any more, the process is told as a pipe would tell it, and the rest is thrown away.</summary>
    private static async Task CopyAsync(Stream source, Stream destination, Action brokenPipe, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        var isOpen = true;
        while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            try
            {
                if (isOpen)
                {
                    destination.Write(buffer.AsSpan(0, count));
                }
            }
            catch (LinuxException error) when (error.Errno == Errno.EPIPE)
            {
                isOpen = false;
                brokenPipe();
            }
        }
    }
}
