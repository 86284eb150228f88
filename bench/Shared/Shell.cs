using System.Diagnostics;

namespace Bothy.Bench.Shared;

/// <summary>Runs programs and takes the time.</summary>
internal static class Shell
{
    /// <summary>Runs a program to its end and returns how long that took.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static TimeSpan Time(string program, params string[] arguments)
    {
        var started = Stopwatch.GetTimestamp();
        Run(program, arguments);
        return Stopwatch.GetElapsedTime(started);
    }

    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {output}{errors.Result}");
    }

    /// <summary>Like <see cref="Run"/>, for what may fail.</summary>
    public static void Try(string program, params string[] arguments)
    {
        try
        {
            Run(program, arguments);
        }
        catch (InvalidOperationException)
        {
            // Whether it ran is not what is wanted.
        }
    }
}
