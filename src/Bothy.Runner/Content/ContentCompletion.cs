using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Sessions;
using Bothy.Api.Environments;
using Bothy.Linux.Tools;
using Bothy.Runner.Logs;
using Bothy.Runner.Machines;
using Bothy.Runner.Records;
using Bothy.Runner.Remotes;
using Bothy.Runner.Status;

namespace Bothy.Runner.Content;

/// <summary>
/// Fetches, inside the running environment and with its own git, what the clone left out: files of Git LFS before anything is built from them,
/// history beside everything else. What does not succeed is told, and tried again at the next start.
/// </summary>
internal sealed class ContentCompletion(
    AgentConnections agents, RemoteOffers offers, RecordStore records, EnvironmentLogs logs, StatusBoard board, TimeProvider time)
{
    private const int NoGit = 127;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private const string History =
        """
        cd "$1" && command -v git > /dev/null || exit 127
        [ "$(git rev-parse --is-shallow-repository)" = true ] || exit 0
        exec git fetch --unshallow --tags --progress origin
        """;

    private const string Lfs =
        """
        cd "$1" && git lfs version > /dev/null 2>&1 || exit 127
        git lfs install --local && exec git lfs pull
        """;

    private static readonly RemoteProcessOptions Options = new() { GiveUpAfter = TimeSpan.FromMinutes(5) };

    /// <summary>Completes the files; returns when that is done or cannot be.</summary>
    public async Task FetchFilesAsync(Guid id, string start, string folder, CancellationToken stop)
    {
        if (records.Find(id)?.Content is { } content && content.Incomplete?.Contains(CloneScript.Lfs) == true && await RunAsync(id, "lfs", Lfs, start, folder, stop) == 0)
        {
            Record(id, before => before with { Incomplete = [.. before.Incomplete!.Where(word => word != CloneScript.Lfs)] });
        }
    }

    /// <summary>Completes the history, unless the environment is to do without. Where that needs a user's access, it may take until one comes.</summary>
    public async Task FetchHistoryAsync(EnvironmentResource environment, string start, string folder, CancellationToken stop)
    {
        var id = environment.Metadata.Id;
        if (environment.Spec.Content.Git is null or { History: GitHistory.Shallow } || records.Find(id)?.Content is not { Shallow: true })
        {
            return;
        }

        try
        {
            int? code;
            while ((code = await RunAsync(id, "history", History, start, folder, stop)) is not (0 or NoGit))
            {
                await Task.Delay(Pause, time, stop);
                await offers.WaitForNextAsync(id, stop);
            }

            if (code == 0)
            {
                Record(id, before => before with { Shallow = false });
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The machine stops; its next start tries again.
        }
    }

    /// <summary>The exit code; null if the machine was lost.</summary>
    private async Task<int?> RunAsync(Guid id, string name, string script, string start, string folder, CancellationToken stop)
    {
        var log = logs.Of(id);
        try
        {
            await using var process = await agents.Of(id).ExecuteAsync(
                new ExecRequest
                {
                    Session = $"content.{name}.{start[..8]}",
                    Arguments = ["/bin/sh", "-c", script, name, folder],
                    WorkingDirectory = "/",
                    Environment = new Dictionary<string, string?> { ["GIT_TERMINAL_PROMPT"] = "0", ["LC_ALL"] = "C" },
                    Group = SessionGroup.Work,
                },
                Options,
                stop);
            await process.StandardInput.DisposeAsync();
            var progress = new CloneProgress(line => log.Write("content", "stderr", line), static _ => { }, time);
            await Task.WhenAll(
                OutputLines.ReadAsync(process.StandardOutput, line => log.Write("content", "stdout", line), stop),
                OutputLines.ReadAsync(process.StandardError, progress.Line, stop));
            var code = (await process.WaitAsync(stop)).ShellCode;
            if (code != 0)
            {
                log.Error("content", Explain(name, code));
            }

            return code;
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or Api.Agents.AgentException
            or Api.Agents.Wire.AgentProtocolException or OperationCanceledException)
        {
            return null;
        }
    }

    private static string Explain(string name, int code) => (name, code) switch
    {
        ("lfs", NoGit) => "the files of Git LFS are pointers: the image has no git-lfs. Install it and run: git lfs pull",
        ("lfs", _) => "the files of Git LFS could not be fetched; try inside: git lfs pull",
        (_, NoGit) => "the history has its newest commit only: the image has no git",
        _ => "the history could not be completed; try inside: git fetch --unshallow",
    };

    private void Record(Guid id, Func<ContentRecord, ContentRecord> change)
    {
        var content = records.Update(id, before => before with { Content = change(before.Content!) }).Content!;
        board.Change(id, status => status.WithContent(part => part with
        {
            Shallow = content.Shallow,
            Warnings = ContentWarnings.Of(content) is { Count: > 0 } warnings ? warnings : null,
        }));
    }
}
