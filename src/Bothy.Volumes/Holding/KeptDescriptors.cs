using Microsoft.Win32.SafeHandles;

namespace Bothy.Volumes.Holding;

/// <summary>Descriptors that outlive whoever uses them, by name.</summary>
internal sealed class KeptDescriptors : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Kept> kept = new(StringComparer.Ordinal);

    public void Keep(string name, string state, IReadOnlyList<SafeFileHandle> descriptors)
    {
        lock (gate)
        {
            kept.Remove(name, out var before);
            kept[name] = new(state, descriptors);
            Close(before);
        }
    }

    /// <summary>Calls <paramref name="use"/> with the descriptors; they stay open until it returns.</summary>
    /// <returns>False if there are none.</returns>
    public bool Use(string name, Action<string, IReadOnlyList<SafeFileHandle>> use)
    {
        lock (gate)
        {
            if (!kept.TryGetValue(name, out var found))
            {
                return false;
            }

            use(found.State, found.Descriptors);
            return true;
        }
    }

    public void Drop(string name)
    {
        lock (gate)
        {
            kept.Remove(name, out var before);
            Close(before);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var one in kept.Values)
            {
                Close(one);
            }

            kept.Clear();
        }
    }

    private static void Close(Kept? one)
    {
        foreach (var descriptor in one?.Descriptors ?? [])
        {
            descriptor.Dispose();
        }
    }

    private sealed record Kept(string State, IReadOnlyList<SafeFileHandle> Descriptors);
}
