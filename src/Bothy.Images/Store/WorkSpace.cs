using Bothy.Images.Sources;
using Bothy.Linux.Files;
using Bothy.Linux.Paths;

namespace Bothy.Images.Store;

/// <summary>
/// A directory to build one image in. It is locked by whoever uses it, also by tools that outlive the process that started them, so that
/// <see cref="CleanUpAsync"/> can tell what was left from what is in use.
/// </summary>
internal sealed class WorkSpace : IAsyncDisposable
{
    private readonly string directory;
    private readonly FileLock held;

    private WorkSpace(string directory, FileLock held)
    {
        this.directory = directory;
        this.held = held;
        Space = new BuildSpace(Path.Combine(directory, "image.erofs"), Path.Combine(directory, "scratch"), ToolLock(directory));
    }

    public BuildSpace Space { get; }

    public static WorkSpace Make(string work)
    {
        while (true)
        {
            var directory = Path.Combine(work, Path.GetRandomFileName());
            Directory.CreateDirectory(directory);
            FileLock held;
            try
            {
                held = FileLock.TryTake(OwnLock(directory)) ?? throw new IOException($"{directory} was just made, and is locked already.");
            }
            catch (DirectoryNotFoundException)
            {
                // A cleaner saw it before it was locked.
                continue;
            }

            var made = new WorkSpace(directory, held);
            Directory.CreateDirectory(made.Space.Scratch);
            return made;
        }
    }

    /// <summary>Deletes what killed processes left.</summary>
    public static async Task CleanUpAsync(string work, CancellationToken cancellationToken)
    {
        foreach (var directory in Directory.EnumerateDirectories(work))
        {
            try
            {
                using var own = FileLock.TryTake(OwnLock(directory));
                using var tools = own is null ? null : FileLock.TryTake(ToolLock(directory));
                if (tools is not null)
                {
                    await DirectoryTree.DeleteAsync(directory, cancellationToken);
                }
            }
            catch (DirectoryNotFoundException)
            {
                // Another cleaner was faster.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DirectoryTree.DeleteAsync(directory, CancellationToken.None);
        held.Dispose();
    }

    private static string OwnLock(string directory) => Path.Combine(directory, "lock");

    private static string ToolLock(string directory) => Path.Combine(directory, "tools.lock");
}
