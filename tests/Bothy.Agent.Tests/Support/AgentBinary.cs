using System.Diagnostics;
using System.Runtime.CompilerServices;

[assembly: AssemblyFixture(typeof(Bothy.Agent.Tests.Support.AgentBinary))]

namespace Bothy.Agent.Tests.Support;

/// <summary>
/// The agent's program as it is shipped: from the directory <c>BOTHY_BIN</c> of published programs, or published here once for a test run;
/// without the native tool chain the managed build stands in for it.
/// </summary>
public sealed class AgentBinary : IAsyncLifetime
{
    /// <summary>Path of the program.</summary>
    public string Path { get; private set; } = "";

    /// <summary>True where it is the static program that starts in any root.</summary>
    public bool IsStatic { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("BOTHY_BIN") is { Length: > 0 } programs)
        {
            (Path, IsStatic) = (System.IO.Path.Combine(programs, "bothy-agent"), true);
        }
        else if (HasTool("clang") && HasTool("lld"))
        {
            var output = System.IO.Path.Combine(RepositoryRoot(), "artifacts", "agent");
            await PublishAsync(output);
            (Path, IsStatic) = (System.IO.Path.Combine(output, "bothy-agent"), true);
        }
        else
        {
            Path = System.IO.Path.Combine(AppContext.BaseDirectory, "bothy-agent");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Skips the test where only the managed build is there.</summary>
    public void RequireStatic()
    {
        if (!IsStatic)
        {
            Assert.Skip("needs clang and lld: the agent must be published as a static program");
        }
    }

    private static async Task PublishAsync(string output)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[]
            { "publish", System.IO.Path.Combine(RepositoryRoot(), "src", "Bothy.Agent"), "-c", "Release", "-r", RuntimeIdentifier, "-o", output, "-v", "q", "--nologo" })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The agent could not be published: {await text}{await errors}");
        }
    }

    private static string RuntimeIdentifier =>
        System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    private static bool HasTool(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(System.IO.Path.Combine(directory, name)));

    private static string RepositoryRoot([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", ".."));
}
