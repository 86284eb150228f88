using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Bothy.Cli.Apply;
using Bothy.Cli.Completion;
using Bothy.Cli.Copying;
using Bothy.Cli.Daemons;
using Bothy.Cli.Environments.Getting;
using Bothy.Cli.Environments.Lifecycle;
using Bothy.Cli.Environments.Listing;
using Bothy.Cli.Errors;
using Bothy.Cli.Exec;
using Bothy.Cli.Hosting;
using Bothy.Cli.Logs;
using Bothy.Cli.Ports;
using Bothy.Cli.Shell;
using Bothy.Cli.Status;
using Bothy.Cli.Up;
using Bothy.Cli.Versions;
using Bothy.Linux.Errors;

namespace Bothy.Cli.CommandLine;

/// <summary>The whole command line: from words to an exit code.</summary>
internal static class BothyCommandLine
{
    /// <summary>Never throws: whatever goes wrong is told on standard error.</summary>
    public static async Task<int> RunAsync(string[] arguments, CliHost host)
    {
        try
        {
            var parsed = Parse(arguments, host);
            return parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction
                ? throw UsageErrors.From(parsed)
                : await parsed.InvokeAsync(new InvocationConfiguration
                {
                    Output = host.Out,
                    Error = host.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                });
        }
        catch (CliException error)
        {
            ErrorText.Write(host, error);
            return error.ExitCode;
        }
        catch (LinuxException error) when (error.Errno is Errno.EPIPE or Errno.EIO)
        {
            // Whoever read the output has seen enough, or the terminal has gone away.
            return ExitCode.OutputClosed;
        }
        catch (Exception error)
        {
            ErrorText.Write(host, Unexpected(error, host));
            return ExitCode.Failure;
        }
    }

    public static ParseResult Parse(string[] arguments, CliHost host)
    {
        var globals = new GlobalOptions();
        var root = Create(new CliContext(host, globals, arguments));
        globals.AddTo(root);
        var exec = root.Subcommands.Single(command => command.Name == ExecCommand.Name);
        return root.Parse(
            ExecArguments.WithSeparator(arguments, exec, root.Options), new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    private static RootCommand Create(CliContext context)
    {
        var root = new RootCommand("Development environments from git repositories, on your own machines.");
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction(context.Host);
        foreach (var command in Commands(context))
        {
            root.Add(command);
        }

        foreach (var command in root.Subcommands.Where(command => command.Subcommands.Count > 0).Append(root))
        {
            // Whoever names no command wants to know which there are. A help action of its own would also swallow mistakes.
            command.SetAction(parsed => new HelpAction().Invoke(parsed));
        }

        return root;
    }

    /// <summary>In the order of the help: the way from a repository to work, then the rest.</summary>
    private static IEnumerable<Command> Commands(CliContext context) =>
    [
        UpCommand.Create(context),
        ListCommand.Create(context),
        GetCommand.Create(context),
        .. LifecycleCommands.Create(context),
        ExecCommand.Create(context),
        ShellCommand.Create(context),
        LogsCommand.Create(context),
        PortCommands.Create(context),
        CopyCommand.Create(context),
        ApplyCommand.Create(context),
        StatusCommand.Create(context),
        .. DaemonCommands.Create(context),
        CompletionCommand.Create(context.Host),
        VersionCommand.Create(context.Host),
    ];

    private static CliException Unexpected(Exception error, CliHost host) => new(
        $"this should not have happened: {error.GetType().Name}: {error.Message}",
        "please report it, with the output of the same command run with BOTHY_DEBUG=1")
    {
        Details = string.IsNullOrEmpty(host.Variable("BOTHY_DEBUG")) ? [] : error.ToString().Split('\n'),
    };
}
