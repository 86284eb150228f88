using System.Runtime.InteropServices;
using Bothy.Server.Hosting;
using Bothy.Server.Store;
using Microsoft.Extensions.Logging;

namespace Bothy.Server;

/// <summary>The server as a process: <c>bothyd server</c>.</summary>
public static class ServerHost
{
    private const int Stopped = 0;
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <summary>Serves until the token is cancelled or the process is told to end (SIGTERM, SIGINT).</summary>
    /// <param name="dataDirectory">The installation's directory; made if it is not there.</param>
    /// <param name="arguments">What follows <c>--data</c>: <c>--listen ADDRESS:PORT</c>.</param>
    /// <returns>The exit code: 0 after a clean stop, 1 after a failure, 2 for wrong arguments. What failed is on standard error.</returns>
    public static async Task<int> RunAsync(string dataDirectory, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        ServerOptions options;
        try
        {
            options = ServerOptions.Parse(dataDirectory, arguments);
        }
        catch (ArgumentException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message).ConfigureAwait(false);
            return WrongUsage;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminate = EndOn(PosixSignal.SIGTERM, ending);
        using var interrupt = EndOn(PosixSignal.SIGINT, ending);
        using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        }).AddFilter("Microsoft", LogLevel.Warning));
        try
        {
            await using var server = await RunningServer.StartAsync(options, loggers, TimeProvider.System, ending.Token).ConfigureAwait(false);
            await server.Loops.WaitAsync(ending.Token).ConfigureAwait(false);
            return Failed;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return Stopped;
        }
        catch (Exception refused) when (refused is StoreException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"bothyd server: {refused.Message}").ConfigureAwait(false);
            return Failed;
        }
    }

    private static PosixSignalRegistration EndOn(PosixSignal signal, CancellationTokenSource ending) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        ending.Cancel();
    });
}
