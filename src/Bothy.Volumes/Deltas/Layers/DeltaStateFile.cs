using Bothy.Volumes.Deltas.Storage;

namespace Bothy.Volumes.Deltas.Layers;

/// <summary>Keeps a volume's state in a file that is there whole, before and after each change.</summary>
internal static class DeltaStateFile
{
    public const string Name = "state";
    private const string New = "state.new";

    public static bool Exists(IDeltaStorage storage) => storage.List().Contains(Name);

    /// <exception cref="DeltaDamagedException">It is damaged or missing.</exception>
    public static DeltaState Read(IDeltaStorage storage)
    {
        try
        {
            using var file = storage.Open(Name);
            if (file.Length > DeltaStateFormat.MaximumSize)
            {
                throw new DeltaDamagedException($"{file.Name} has {file.Length} bytes, more than the state of a volume can have.");
            }

            var content = new byte[file.Length];
            file.Read(0, content);
            return DeltaStateFormat.Read(content, file.Name);
        }
        catch (FileNotFoundException exception)
        {
            throw new DeltaDamagedException($"{storage.Location} has no state of a volume.", exception);
        }
    }

    /// <summary>Returns when the state is on stable storage, and all files that were made before with it. If it throws, either state may be there.</summary>
    public static void Write(IDeltaStorage storage, DeltaState state)
    {
        using (var file = storage.Create(New, 0))
        {
            file.Write(0, DeltaStateFormat.Write(state));
            file.Sync();
        }

        storage.Sync();
        storage.Replace(New, Name);
        storage.Sync();
    }
}
