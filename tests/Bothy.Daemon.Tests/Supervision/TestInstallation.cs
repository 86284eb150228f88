using System.Diagnostics;
using Bothy.Daemon.Data;
using Bothy.Linux.Locks;
using Bothy.Linux.Pidfds;
using Bothy.Linux.Processes;

namespace Bothy.Daemon.Tests.Supervision;

/// <summary>A data directory with real processes on it, all ended at the end of the test.</summary>
internal sealed class TestInstallation : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public DataDirectory Data { get; } = new(Directory.CreateTempSubdirectory("bothy-test-").FullName);

    public ProcessIdentity? Supervisor => ProcessLock.ReadHolder(Data.SupervisorLock);

    public ProcessIdentity? this[string process] => ProcessLock.ReadHolder(Data.ProcessLock(process));

    public string Log(string process) => File.Exists(Data.Log(process)) ? File.ReadAllText(Data.Log(process)) : "";

    /// <summary>Runs this executable as bothyd to its end.</summary>
    public async Task<(int Code, string Output, string Errors)> Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit);
        return (process.ExitCode, await output, await errors);
    }

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [arguments[0], "--data", Data.Path, .. arguments.Skip(1)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Whoever is killed would leave its diagnostic sockets behind.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start)!;
    }

    public async Task Up()
    {
        var (code, output, errors) = await Run(TestPrograms.Up, "--detach");
        code.ShouldBe(0, output + errors);
    }

    public void Mark(string name) => File.WriteAllText(Path.Combine(Data.Path, name), "");

    /// <summary>Waits until a process other than <paramref name="before"/> holds the lock of the name and says that it is up.</summary>
    public Task<ProcessIdentity> Running(string name, ProcessIdentity? before = null) =>
        Eventually($"{name} runs", () => this[name] is { } now && now != before ? now : (ProcessIdentity?)null);

    public async Task<T> Eventually<T>(string what, Func<T?> condition)
        where T : struct
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (condition() is { } met)
            {
                return met;
            }

            (Stopwatch.GetElapsedTime(start) < Limit).ShouldBeTrue($"not in time: {what}\n{Log("supervisor")}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public Task Eventually(string what, Func<bool> condition) => Eventually(what, () => condition() ? true : (bool?)null);

    public static void Kill(ProcessIdentity process)
    {
        using var handle = PidFd.Open(process);
        handle?.Send(Signal.Kill);
    }

    /// <summary>All live processes of this data directory, found by their command lines.</summary>
    public IReadOnlyList<string> CommandLines() =>
        [.. Directory.EnumerateDirectories("/proc").Where(directory => char.IsAsciiDigit(Path.GetFileName(directory)[0])).Select(CommandLine)
            .Where(line => line.Contains(Data.Path, StringComparison.Ordinal))];

    public void Dispose()
    {
        // The supervisor first, so that it starts nothing again.
        foreach (var find in new[] { () => Supervisor, () => this["server"], () => this["runner"], () => this["keeper"] })
        {
            if (find() is { } process)
            {
                Kill(process);
                SpinWait.SpinUntil(() => !process.IsAlive, Limit);
            }
        }

        Directory.Delete(Data.Path, recursive: true);
    }

    private static string CommandLine(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
