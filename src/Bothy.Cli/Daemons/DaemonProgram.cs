using System.Diagnostics;
using System.Text;
using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;

namespace Bothy.Cli.Daemons;

/// <summary><c>bothyd</c>, which lies beside this program, or where <c>BOTHY_BIN</c> says.</summary>
internal sealed class DaemonProgram(CliHost host)
{
    private const string Name = "bothyd";
    private const int LongestAnswer = 1 << 20;

    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs it to its end. What it starts and leaves behind does not hold this up.</summary>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="CliException">It cannot be found, or it failed; with its own last words.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (code, output, errors) = await CompleteAsync(arguments, cancellationToken);
        return code == 0
            ? output
            : throw new CliException($"{Name} {string.Join(' ', arguments)} failed with exit code {code}")
            {
                Details = errors.TrimEnd().Split('\n'),
            };
    }

    /// <summary>As <see cref="RunAsync"/>, for a question to which failure is one of the answers.</summary>
    public async Task<string> AskAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (code, output, errors) = await CompleteAsync(arguments, cancellationToken);
        return code is 0 or 1 && output.Length > 0
            ? output
            : throw new CliException($"{Name} {string.Join(' ', arguments)} failed with exit code {code}")
            {
                Details = errors.TrimEnd().Split('\n'),
            };
    }

    private async Task<(int Code, string Output, string Errors)> CompleteAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Find(), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        var reading = Task.WhenAll(KeepAsync(process.StandardOutput, output), KeepAsync(process.StandardError, errors));
        await process.WaitForExitAsync(cancellationToken);

        // A daemon that goes on running may hold the other end of the pipes.
        await Task.WhenAny(reading, Task.Delay(LastWords, host.Time, cancellationToken));
        lock (output)
        {
            lock (errors)
            {
                return (process.ExitCode, output.ToString(), errors.ToString());
            }
        }
    }

    private string Find()
    {
        var directories = new[] { host.Variable("BOTHY_BIN"), AppContext.BaseDirectory };
        var paths = directories.Where(directory => !string.IsNullOrEmpty(directory)).Select(directory => Path.Combine(directory!, Name)).ToList();
        return paths.Find(File.Exists)
            ?? throw new CliException($"{Name} is not there: looked for {string.Join(" and ", paths)}", "put it beside bothy, or name its directory in BOTHY_BIN");
    }

    private static async Task KeepAsync(StreamReader reader, StringBuilder kept)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            lock (kept)
            {
                kept.Append(buffer, 0, Math.Min(count, LongestAnswer - kept.Length));
            }
        }
    }
}
