namespace Bothy.EndToEnd.Tests.Support;

/// <summary>Small git repositories made for a test.</summary>
internal sealed class Repositories : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("bothy-repositories-").FullName;

    public Repositories() => File.SetUnixFileMode(directory, (UnixFileMode)Convert.ToInt32("755", 8));

    /// <summary>Makes a bare repository of the given files, on the branch <c>main</c>, and returns its path.</summary>
    /// <param name="links">Symbolic links with their targets.</param>
    public async Task<string> BareAsync(string name, IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, string>? links = null)
    {
        var work = Path.Combine(directory, name);
        foreach (var (path, content) in files)
        {
            var file = Path.Combine(work, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, content);
        }

        foreach (var (path, target) in links ?? new Dictionary<string, string>())
        {
            File.CreateSymbolicLink(Path.Combine(work, path), target);
        }

        await GitAsync(work, "init", "--quiet", "--initial-branch", "main");
        await GitAsync(work, "add", "--all");
        await GitAsync(work, "-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", "first");
        await GitAsync(work, "branch", "feature");
        await GitAsync(work, "tag", "v1");
        await GitAsync(directory, "clone", "--quiet", "--bare", work, name + ".git");
        return Path.Combine(directory, name + ".git");
    }

    public static async Task<string> HeadAsync(string repository) =>
        (await Command.RunAsync("git", ["-c", "safe.directory=*", "-C", repository, "rev-parse", "HEAD"])).Succeeded().Output.Trim();

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static async Task GitAsync(string directory, params string[] arguments) =>
        (await Command.RunAsync("git", ["-C", directory, .. arguments])).Succeeded();
}
