using System.Diagnostics;
using System.Globalization;

namespace Bothy.Bench.Volumes;

/// <summary>Runs other programs and takes the time.</summary>
internal static class Shell
{
    /// <summary>Runs a command line to its end; its own output is dropped.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static TimeSpan Time(string commands) => Measure(commands).Elapsed;

    /// <summary>Like <see cref="Time"/>, with the processor time of all that it ran.</summary>
    public static Effort Measure(string commands)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-ec", commands + "\ntimes"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? new(Stopwatch.GetElapsedTime(started), ProcessorTime(output.TrimEnd().Split('\n')[^1]))
            : throw new InvalidOperationException($"{commands} failed: {errors.Result}");
    }

    /// <summary>What <c>times</c> of the shell says of children: user and system, as <c>0m1.5s 0m0.2s</c>.</summary>
    private static TimeSpan ProcessorTime(string line) => line.Split(' ')
        .Select(part => part.TrimEnd('s').Split('m'))
        .Select(parts => TimeSpan.FromMinutes(int.Parse(parts[0], CultureInfo.InvariantCulture)) + TimeSpan.FromSeconds(double.Parse(parts[1], CultureInfo.InvariantCulture)))
        .Aggregate((user, system) => user + system);

    public static long SizeOf(string directory) =>
        new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
