using System.Text;
using Bothy.Linux.Paths;

namespace Bothy.Volumes.Stores;

/// <summary>
/// Whether a store's directory that is somebody else's to mount is there. A directory on which nothing is mounted looks like a new store, so a store that was
/// used bears a mark, and this host remembers that it must.
/// </summary>
/// <param name="root">The store's directory.</param>
/// <param name="memory">File on this host that names the store that was used.</param>
internal sealed class StorePresence(string root, string memory)
{
    private readonly Lock gate = new();
    private readonly string mark = Path.Combine(root, ".bothy-store");
    private volatile bool isUsed = File.Exists(memory) && File.ReadAllText(memory) == root;

    /// <summary>To be asked before anything is said to be missing, or is made.</summary>
    /// <exception cref="IOException">The store is away.</exception>
    public void Check()
    {
        if (!Directory.Exists(root))
        {
            throw new IOException($"The store's directory {root} does not exist. Is its disk mounted? A new store's directory must be made first.");
        }

        if (isUsed && !File.Exists(mark))
        {
            throw new IOException($"The store's directory {root} is not the one that was used before: it has no {mark}. Is its disk mounted? If it is to be a new store, remove {memory}.");
        }
    }

    /// <summary>Notes, durably, that the store is used.</summary>
    public void Remember()
    {
        if (isUsed)
        {
            return;
        }

        lock (gate)
        {
            if (isUsed)
            {
                return;
            }

            // The mark first: whoever remembers it must find it.
            if (!File.Exists(mark))
            {
                DurableFile.Replace(mark, []);
            }

            DurableFile.Replace(memory, Encoding.UTF8.GetBytes(root));
            isUsed = true;
        }
    }
}
