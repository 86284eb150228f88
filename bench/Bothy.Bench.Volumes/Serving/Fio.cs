using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Bothy.Bench.Volumes.Serving;

/// <summary>Runs fio(1) on one file or device.</summary>
internal static class Fio
{
    /// <summary>The workloads, as arguments.</summary>
    public static IReadOnlyList<Workload> Workloads { get; } =
    [
        new("4 KiB random read, QD1", "randread", ["--bs=4k", "--iodepth=1"], "k IOPS", outcome => outcome.Iops / 1e3),
        new("4 KiB random read, QD32", "randread", ["--bs=4k", "--iodepth=32", "--ioengine=libaio"], "k IOPS", outcome => outcome.Iops / 1e3),
        new("1 MiB sequential read", "read", ["--bs=1m", "--iodepth=4", "--ioengine=libaio"], "GiB/s", outcome => outcome.BytesPerSecond / (1 << 30)),
        new("1 MiB sequential write", "write", ["--bs=1m", "--iodepth=4", "--ioengine=libaio"], "GiB/s", outcome => outcome.BytesPerSecond / (1 << 30)),
        new("4 KiB random write + fsync", "randwrite", ["--bs=4k", "--iodepth=1", "--fsync=1"], "IOPS", outcome => outcome.Iops),
    ];

    /// <summary>Runs for a time.</summary>
    public static Task<Outcome> RunAsync(string target, Workload workload, double seconds, long size) => RunAsync(
        target, workload, size, "--time_based", string.Create(CultureInfo.InvariantCulture, $"--runtime={(int)(seconds * 1000)}ms"), "--ramp_time=0.2");

    /// <summary>Does a number of reads or writes.</summary>
    public static Task<Outcome> CountAsync(string target, Workload workload, int count, long size) => RunAsync(target, workload, size, $"--number_ios={count}");

    private static async Task<Outcome> RunAsync(string target, Workload workload, long size, params string[] limits)
    {
        var start = new ProcessStartInfo("fio", [
            "--name=bench", $"--filename={target}", "--direct=1", $"--rw={workload.Kind}", "--output-format=json", $"--size={size}", "--allow_file_create=0",
            "--randrepeat=0", .. limits, .. workload.Arguments])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"fio failed on {target}: {output}");
        }

        var job = JsonDocument.Parse(output).RootElement.GetProperty("jobs")[0].GetProperty(workload.Kind.EndsWith("read", StringComparison.Ordinal) ? "read" : "write");
        return new Outcome(job.GetProperty("iops").GetDouble(), job.GetProperty("bw_bytes").GetDouble(), job.GetProperty("total_ios").GetInt64());
    }

    /// <summary>What is measured, in which unit.</summary>
    internal sealed record Workload(string Name, string Kind, string[] Arguments, string Unit, Func<Outcome, double> Figure);

    internal readonly record struct Outcome(double Iops, double BytesPerSecond, long Requests);
}
