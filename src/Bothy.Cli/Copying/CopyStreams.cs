using System.Formats.Tar;
using System.Text;
using Bothy.Api.Agents;
using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Messages;
using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;
using Bothy.Cli.Output;

namespace Bothy.Cli.Copying;

/// <summary>Tar streams to and from an environment's agent.</summary>
internal sealed class CopyStreams(AgentClient agent, string? user, CliHost host)
{
    private const int Kill = 9;
    private const int LongestError = 16 * 1024;

    /// <summary>Has the agent unpack into <paramref name="directory"/> what <paramref name="write"/> writes.</summary>
    /// <exception cref="CliException">The agent could not write it.</exception>
    public async Task UnpackAsync(string directory, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        await using var process = await agent.CopyInAsync(Request(directory), Options(), cancellationToken);
        var errors = ReadErrorsAsync(process, cancellationToken);
        try
        {
            await write(process.StandardInput, cancellationToken);
            await process.StandardInput.DisposeAsync();
        }
        catch (IOException) when (errors.IsCompleted || process.WaitAsync(CancellationToken.None).IsCompleted)
        {
            // It ended before it had read all; why is on its standard error.
        }

        await FinishAsync(process, errors, cancellationToken);
    }

    /// <summary>Has the agent pack <paramref name="path"/>, and <paramref name="read"/> read it.</summary>
    /// <exception cref="CliException">The agent could not read it.</exception>
    public async Task PackAsync(string path, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        await using var process = await agent.CopyOutAsync(Request(path), Options(), cancellationToken);
        var errors = ReadErrorsAsync(process, cancellationToken);
        await read(process.StandardOutput, cancellationToken);
        await process.StandardOutput.CopyToAsync(Stream.Null, cancellationToken);
        await FinishAsync(process, errors, cancellationToken);
    }

    /// <summary>True if <paramref name="path"/> is a directory inside: the agent begins to pack it, and its first entry tells.</summary>
    public async Task<bool> IsDirectoryAsync(string path, CancellationToken cancellationToken)
    {
        await using var process = await agent.CopyOutAsync(Request(path), Options(), cancellationToken);
        try
        {
            await using var reader = new TarReader(process.StandardOutput, leaveOpen: true);
            return (await reader.GetNextEntryAsync(copyData: false, cancellationToken))?.EntryType == TarEntryType.Directory;
        }
        catch (Exception absent) when (absent is IOException or InvalidDataException)
        {
            return false;
        }
        finally
        {
            process.Signal(Kill);
        }
    }

    private CopyRequest Request(string path) => new() { Session = AgentClient.NewSessionId(), Path = path.Length == 0 ? "." : path, User = user };

    private RemoteProcessOptions Options() => new() { Time = host.Time };

    private async Task FinishAsync(RemoteProcess process, Task<string> errors, CancellationToken cancellationToken)
    {
        var status = await process.WaitAsync(cancellationToken);
        var lines = (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (!status.IsSuccess)
        {
            throw new CliException(lines.Length == 1 ? lines[0] : $"not everything was copied ({status})") { Details = lines.Length > 1 ? lines : [] };
        }

        // What the agent left out, and why.
        foreach (var line in lines)
        {
            host.Error.WriteLine($"bothy: {Printable.Line(line)}");
        }
    }

    private static async Task<string> ReadErrorsAsync(RemoteProcess process, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        using var reader = new StreamReader(process.StandardError);
        var buffer = new char[1024];
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            text.Append(buffer, 0, Math.Min(count, Math.Max(0, LongestError - text.Length)));
        }

        return text.ToString();
    }
}
