using Bothy.Daemon.Data;
using Bothy.Linux.Errors;

namespace Bothy.Daemon.Commands;

/// <summary>Reads the command line and runs the command.</summary>
internal static class CommandLine
{
    private const int WrongUse = 2;

    private const string Usage = """
        bothyd runs Bothy on this host.

          bothyd up [--detach]     keep server and runner running; --detach returns when the server answers
          bothyd down              stop supervisor, server and runner; environments go on, and so does what they need
          bothyd restart           down, then up --detach: takes over a new version of the programs
          bothyd server            the control plane alone
          bothyd runner            the runner alone
          bothyd volumes           the server of disks alone; it needs the holder
          bothyd holder            keeps disks while their server restarts
          bothyd check [--json]    what this host needs, what is missing, how to mend it
          bothyd version

        All take --data DIR: where everything is kept (BOTHY_DATA, or else /var/lib/bothy).

        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            return await RunAsync(Invocation.Parse(arguments));
        }
        catch (UsageException error)
        {
            await Console.Error.WriteLineAsync($"bothyd: {error.Message}\n\n{Usage}");
            return WrongUse;
        }
        catch (DataDirectoryException error)
        {
            await Console.Error.WriteLineAsync($"bothyd: {error.Message}");
            return 1;
        }
        catch (LinuxException error) when (!BothyProcesses.IsHost(arguments[0]))
        {
            // Of a host's own faults the log needs more than the message.
            await Console.Error.WriteLineAsync($"bothyd: {error.Message}");
            return 1;
        }
    }

    private static Task<int> RunAsync(Invocation invocation) => invocation.Command switch
    {
        "up" => UpCommand.RunAsync(invocation.Data, BothyProcesses.All(invocation.Data), invocation.Has("--detach")),
        "down" => DownCommand.RunAsync(invocation.Data, BothyProcesses.All(invocation.Data)),
        "restart" => new RestartCommand(invocation.Data, BothyProcesses.All(invocation.Data), TimeProvider.System).RunAsync(),
        var host when BothyProcesses.IsHost(host) => BothyProcesses.HostAsync(invocation.Command, invocation.Data),
        "check" => CheckCommand.RunAsync(invocation.Data, invocation.Has("--json")),
        "version" or "--version" => VersionCommand.RunAsync(),
        "help" or "--help" or "-h" => HelpAsync(),
        _ => throw new UsageException($"there is no command '{invocation.Command}'."),
    };

    private static async Task<int> HelpAsync()
    {
        await Console.Out.WriteAsync(Usage);
        return 0;
    }
}
