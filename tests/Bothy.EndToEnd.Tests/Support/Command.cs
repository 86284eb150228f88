using System.Diagnostics;

namespace Bothy.EndToEnd.Tests.Support;

/// <summary>Runs programs as a terminal would, with a deadline.</summary>
internal static class Command
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    public static ProcessStartInfo Describe(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    public static async Task<Finished> RunAsync(
        string program, IEnumerable<string> arguments, byte[]? input = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        using var process = Process.Start(Describe(program, arguments, variables))!;
        using var deadline = new CancellationTokenSource(Deadline);
        await using var kill = deadline.Token.Register(() => process.Kill(entireProcessTree: true));
        using var output = new MemoryStream();
        var copying = process.StandardOutput.BaseStream.CopyToAsync(output);
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input ?? []);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The command ended without reading all of it.
        }

        await process.WaitForExitAsync();
        await copying;
        deadline.IsCancellationRequested.ShouldBeFalse($"{program} {string.Join(' ', arguments)} did not end within {Deadline}: {await errors}");
        return new Finished(process.ExitCode, output.ToArray(), await errors);
    }
}
