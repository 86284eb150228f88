using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Bothy.Linux.Tools;

/// <summary>Runs the host's own programs: arguments as a list, never through a shell, output bounded.</summary>
public static class Tool
{
    private const int KeptCharacters = 64 * 1024;
    private const int QuotedCharacters = 2000;

    /// <summary>Runs a program to its end and returns what it printed on standard output.</summary>
    /// <param name="input">Text for its standard input.</param>
    /// <param name="line">Called for each line of standard output and error, as it comes, from another thread.</param>
    /// <exception cref="ToolException">The program is missing or failed; the message carries its last words.</exception>
    public static async Task<string> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        string? input,
        CancellationToken cancellationToken,
        Action<string>? line = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Start(start);
        await using var kill = cancellationToken.UnsafeRegister(static state => ((Process)state!).Kill(entireProcessTree: true), process);
        var output = ReadAsync(process.StandardOutput, line);
        var errors = ReadAsync(process.StandardError, line);
        try
        {
            await process.StandardInput.WriteAsync((input ?? "").AsMemory(), CancellationToken.None);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of its input; its exit code says whether that was right.
        }

        await process.WaitForExitAsync(CancellationToken.None);
        var (printed, complained) = (await output, await errors);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0 ? printed : throw new ToolException(program, arguments, process.ExitCode, Tail(complained, printed));
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new ToolException(start.FileName, "it did not start");
        }
        catch (Win32Exception exception)
        {
            throw new ToolException(start.FileName, exception.Message);
        }
    }

    /// <summary>Reads to the end, keeping the last <see cref="KeptCharacters"/>.</summary>
    private static async Task<string> ReadAsync(StreamReader reader, Action<string>? line)
    {
        var kept = new StringBuilder();
        while (await reader.ReadLineAsync(CancellationToken.None) is { } text)
        {
            line?.Invoke(text);
            kept.Append(text).Append('\n');
            if (kept.Length > 2 * KeptCharacters)
            {
                kept.Remove(0, kept.Length - KeptCharacters);
            }
        }

        return kept.ToString();
    }

    private static string Tail(string errors, string output)
    {
        var words = (errors.Length > 0 ? errors : output).Trim();
        return words.Length > QuotedCharacters ? "…" + words[^QuotedCharacters..] : words;
    }
}
