namespace Bothy.Images.Tests;

/// <summary>A directory of a test's own.</summary>
internal sealed class Scratch : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bothy-images-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public static void NeedRoot() => Assert.SkipUnless(Environment.UserName == "root", "needs root");

    public static void NeedTool(string name) =>
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/sbin").Any(directory => File.Exists(System.IO.Path.Combine(directory, name))),
            $"needs {name}");

    /// <summary>Not by the framework, which cannot name what is not UTF-8.</summary>
    public void Dispose()
    {
        using var removal = System.Diagnostics.Process.Start("rm", ["-rf", Path]);
        removal.WaitForExit();
        removal.ExitCode.ShouldBe(0);
    }
}
