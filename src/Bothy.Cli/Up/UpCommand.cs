using System.CommandLine;
using Bothy.Api.Client;
using Bothy.Api.Remotes;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Connecting;
using Bothy.Cli.Errors;
using Bothy.Cli.Output;
using Bothy.Cli.Remotes;

namespace Bothy.Cli.Up;

/// <summary><c>bothy up</c></summary>
internal static class UpCommand
{
    public static Command Create(CliContext context)
    {
        var options = new UpOptions();
        var command = new Command("up", "Turn a directory or a repository into a running environment");
        options.AddTo(command);
        command.RunConnected(
            context,
            parsed => (Request: options.Read(parsed, context.Host), Hints: context.Hints(parsed)),
            (client, asked, token) => RunAsync(context, asked.Hints, client, asked.Request, token),
            mayInstall: true);
        return command;
    }

    private static async Task<int> RunAsync(
        CliContext context, CommandHints hints, BothyClient client, UpRequest request, CancellationToken cancellationToken)
    {
        var started = context.Host.Time.GetTimestamp();
        var (environment, isNew) = await UpCreation.RunAsync(client, request, cancellationToken);
        if (!request.Wait)
        {
            context.Screen.Line($"{Screen.Markup(request.Name)} is being {(isNew ? "created" : "started")}; see: {Screen.Markup(hints.Command("get", request.Name))}");
            return ExitCode.Success;
        }

        await using var remote = RemoteAccess.Begin(
            client, environment.Metadata.Id.ToString(), GitRemote.Of(request.Content), request.HasRemote ? request.Access : GitAccess.None,
            new RemoteAnswer(new UserProgram(context.Host), request.Access, request.AcceptNewHostKey), TimeSpan.Zero, context.Host.Time);
        try
        {
            var (last, outcome) = await new UpRun(context, client).WatchAsync(environment, isNew, cancellationToken);
            if (last is not null && remote is not null)
            {
                await RemoteAccess.WaitForHistoryAsync(client, last, context.Host.Time, cancellationToken);
            }

            return last is null
                ? throw new CliException($"{request.Name} was deleted meanwhile")
                : new UpEnding(context, hints).Write(last, outcome, context.Host.Time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            WriteInterrupted(context, request.Name, hints.Command("delete", request.Name, "--yes"));
            throw;
        }
    }

    private static void WriteInterrupted(CliContext context, string name, string delete)
    {
        context.Host.Error.WriteLine();
        context.Host.Error.WriteLine($"bothy: {name} goes on coming up without you");
        context.Host.Error.WriteLine($"→ to watch again, repeat the command; to throw it away: {delete}");
    }
}
