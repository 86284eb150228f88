namespace Bothy.EndToEnd.Tests.Support;

/// <summary>The published binaries and the repository they were built from.</summary>
internal static class Product
{
    public static string Repository { get; } = FindRepository();

    /// <summary>Directory of <c>bothy</c>, <c>bothyd</c> and <c>bothy-agent</c>.</summary>
    public static string Binaries { get; } =
        Environment.GetEnvironmentVariable("BOTHY_BIN") ?? Path.Combine(Repository, "artifacts", "bin");

    public static string Cli => Path.Combine(Binaries, "bothy");

    /// <summary>What is missing to run anything here; null if nothing is.</summary>
    public static string? Missing { get; } =
        Environment.UserName != "root" ? "needs root"
        : !File.Exists(Cli) ? $"needs the published binaries in {Binaries}: run ./test, or ./bothy once"
        : null;

    /// <summary>True under <c>./test --soak</c>.</summary>
    public static bool Soak => Environment.GetEnvironmentVariable("BOTHY_SOAK") == "1";

    private static string FindRepository()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Bothy.slnx")))
            {
                return directory.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests must run from within the repository.");
    }
}
