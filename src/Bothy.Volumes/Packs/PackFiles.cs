using System.Collections.Concurrent;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Stores;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Volumes.Packs;

/// <summary>
/// Packs of a directory on this host, read in place. Keeps up to <paramref name="capacity"/> of them open; which, a clock decides.
/// </summary>
internal sealed class PackFiles(DirectoryObjectStore store, int capacity) : IDisposable
{
    private readonly ConcurrentDictionary<ContentName, OpenPack> open = new();
    private readonly Lock gate = new();
    private readonly Queue<OpenPack> clock = new();

    /// <summary>Reads from a pack; without allocating if it is open.</summary>
    /// <returns>False if it could not be read: <see cref="Read"/> says why.</returns>
    public bool TryRead(ContentName pack, long offset, Span<byte> destination)
    {
        try
        {
            var found = open.TryGetValue(pack, out var already) ? already : Open(pack);
            found.Used = true;
            return RandomAccess.Read(found.File, destination, offset) == destination.Length;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Reads from a pack, opening it if need be.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such pack.</exception>
    /// <exception cref="DamagedObjectException">It ends too soon, or the disk does not give it.</exception>
    public void Read(ContentName pack, long offset, Span<byte> destination)
    {
        while (true)
        {
            var found = open.TryGetValue(pack, out var already) ? already : Open(pack);
            found.Used = true;
            try
            {
                ReadFully(found, offset, destination);
                return;
            }
            catch (ObjectDisposedException)
            {
                // Closed to make room for another, between finding and reading it.
            }
            catch (IOException exception) when (exception is not DamagedObjectException)
            {
                throw new DamagedObjectException($"Pack {pack}", $"it cannot be read at {offset}: {exception.Message}", exception);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var pack in clock)
            {
                pack.File.Dispose();
            }

            clock.Clear();
            open.Clear();
        }
    }

    private static void ReadFully(OpenPack pack, long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(pack.File, destination, offset);
            if (read == 0)
            {
                throw new DamagedObjectException($"Pack {pack.Name}", $"it ends at {offset}, {destination.Length} bytes too soon");
            }

            destination = destination[read..];
            offset += read;
        }
    }

    private OpenPack Open(ContentName name)
    {
        lock (gate)
        {
            if (open.TryGetValue(name, out var found))
            {
                return found;
            }

            while (clock.Count >= capacity)
            {
                var oldest = clock.Dequeue();
                if (oldest.Used)
                {
                    oldest.Used = false;
                    clock.Enqueue(oldest);
                    continue;
                }

                open.TryRemove(oldest.Name, out _);
                oldest.File.Dispose();
            }

            var pack = new OpenPack(name, store.Open(new(PackFormat.Key(name))));
            clock.Enqueue(pack);
            open[name] = pack;
            return pack;
        }
    }

    private sealed record OpenPack(ContentName Name, SafeFileHandle File)
    {
        public bool Used { get; set; } = true;
    }
}
