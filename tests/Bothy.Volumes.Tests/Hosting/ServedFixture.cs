using System.Diagnostics;
using Bothy.Linux.Errors;
using Bothy.Linux.Mounts;
using Bothy.Linux.Processes;
using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Control;
using Bothy.Volumes.Quality;

namespace Bothy.Volumes.Tests.Hosting;

/// <summary>A holder and a volume server as processes of their own, in directories of their own. What is left of them at the end fails the test.</summary>
internal sealed class ServedFixture : IAsyncDisposable
{
    public const long MiB = 1 << 20;
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<string> output = [];
    private readonly string engine;

    /// <param name="engine">What the volumes are made of: <c>raw</c> files, or <c>delta</c>; or <c>host</c>, which is all that a data directory configures.</param>
    /// <param name="prepare">Puts into the data directory what is to be there before the server starts.</param>
    public ServedFixture(string engine = "raw", Action<string>? prepare = null)
    {
        this.engine = engine;
        if (Environment.UserName != "root" || !File.Exists("/dev/fuse") || !File.Exists("/dev/loop-control"))
        {
            Assert.Skip("needs root, FUSE and loop devices");
        }

        Directory.CreateDirectory(Run);
        prepare?.Invoke(Files);
        Client = new VolumesClient(Run, TimeProvider.System, Patience);
        Holder = Start("holder", Run);
        Server = Start($"volumes-{engine}", Run, Files);
    }

    public static bool Soak => Environment.GetEnvironmentVariable("BOTHY_SOAK") == "1";

    public string Root { get; } = Directory.CreateTempSubdirectory("bothy-served-").FullName;

    public string Run => Path.Combine(Root, $"run-{Path.GetFileName(Root)}");

    public string Files => Path.Combine(Root, "files");

    /// <summary>A file of a failpoint's name in it ends the server there, once.</summary>
    public string Failpoints => Directory.CreateDirectory(Path.Combine(Root, "failpoints")).FullName;

    public string Mount => Path.Combine(Run, "volumes");

    public VolumesClient Client { get; }

    public Process Holder { get; private set; }

    public Process Server { get; private set; }

    public string Output
    {
        get
        {
            lock (output)
            {
                return string.Join('\n', output);
            }
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Makes and attaches a volume.</summary>
    /// <returns>Its file.</returns>
    public async Task<string> AttachAsync(string name, long length, VolumeQuality? quality = null)
    {
        await Client.CreateAsync(new(name), new VolumeOrigin(length), Stop);
        return await Client.AttachAsync(new(name), readOnly: false, quality ?? new(), Stop);
    }

    /// <summary>Kills the server as hard as can be and starts the next one, which waits for the end of the first.</summary>
    public async Task RestartServerAsync()
    {
        Server.Kill();
        await Server.WaitForExitAsync(Stop);
        Server.Dispose();
        Server = Start($"volumes-{engine}", Run, Files);
    }

    public async Task RestartHolderAsync()
    {
        Holder.Kill();
        await Holder.WaitForExitAsync(Stop);
        Holder.Dispose();
        Holder = Start("holder", Run);
    }

    /// <summary>Runs a program to its end, which must be a good one.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (text, errors) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
        await process.WaitForExitAsync(Stop);
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{await text}\n{await errors}");
        return await text;
    }

    public static async Task EventuallyAsync(string what, Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            (Stopwatch.GetElapsedTime(start) < Patience).ShouldBeTrue($"not in time: {what}");
            await Task.Delay(5, Stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { Server, Holder })
        {
            process.Kill();
        }

        EndRequests();
        foreach (var process in new[] { Server, Holder })
        {
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        while (MountTable.Read().LastOrDefault(entry => entry.Target.StartsWith(Root, StringComparison.Ordinal)) is { } mounted)
        {
            MountPoint.Detach(mounted.Target, UnmountFlags.Detach);
        }

        // Where /run is no memory, the engine's shared memory lies there, and outlives a server that was killed.
        foreach (var marks in Directory.GetDirectories("/dev/shm", $"bothy-{Path.GetFileName(Run)}-*"))
        {
            Directory.Delete(marks, recursive: true);
        }

        Directory.Delete(Root, recursive: true);
        TestContext.Current.TestOutputHelper?.WriteLine(Output);
    }

    /// <summary>Should a test have found a way for the server to wait for itself, this ends it.</summary>
    private void EndRequests()
    {
        try
        {
            MountPoint.Detach(Mount, UnmountFlags.Force);
        }
        catch (LinuxException exception) when (exception.Errno == Errno.EBUSY)
        {
            // The requests are ended; the mount is still in use.
        }
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "bothy-steps"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["BOTHY_FAILPOINTS"] = Failpoints;

        // The kernel tells the end of a child to the thread that started it, or, if that has ended, to another. One that waits for a disk hears nothing: it must
        // not wait for the disk of this very child.
        var process = DedicatedThread.RunAsync("start", () => Process.Start(start)!).GetAwaiter().GetResult();
        process.OutputDataReceived += (_, line) => Note(arguments[0], line.Data);
        process.ErrorDataReceived += (_, line) => Note(arguments[0], line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Note(string who, string? line)
    {
        if (line is not null)
        {
            lock (output)
            {
                output.Add($"{who}: {line}");
            }
        }
    }
}
