using System.Diagnostics;

namespace Bothy.Security.Tests.Frame;

/// <summary>The static program with all payloads.</summary>
internal static class PayloadProgram
{
    private const string Compiler = "/usr/bin/gcc";

    public static string? Missing { get; } = File.Exists(Compiler) ? null : "needs gcc and libc6-dev";

    /// <summary>Compiles it to <paramref name="path"/>.</summary>
    public static async Task CompileAsync(string path)
    {
        var sources = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Payloads"), "*.c");
        using var compiler = Process.Start(new ProcessStartInfo(Compiler, ["-static", "-O1", "-Wall", "-o", path, .. sources]) { RedirectStandardError = true })!;
        var errors = await compiler.StandardError.ReadToEndAsync();
        await compiler.WaitForExitAsync();
        compiler.ExitCode.ShouldBe(0, errors);
    }
}
