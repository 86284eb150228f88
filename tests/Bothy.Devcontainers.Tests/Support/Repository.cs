namespace Bothy.Devcontainers.Tests.Support;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The shared corpus: <c>BOTHY_CORPUS</c>, or <c>shared/corpus</c> beside the repository.</summary>
    public static string Corpus { get; } =
        Environment.GetEnvironmentVariable("BOTHY_CORPUS") ?? Path.GetFullPath(Path.Combine(Root, "..", "shared", "corpus"));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Bothy.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("The tests must run from a directory below Bothy.slnx.");
    }
}
