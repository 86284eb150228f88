namespace Bothy.Volumes.Deltas.Layers;

/// <summary>The files of layers that a volume does not consist of any more, or never came to.</summary>
internal static class LayerFiles
{
    /// <summary>Deletes everything that the state does not name.</summary>
    public static void DeleteOthers(DeltaPlace place, DeltaState state)
    {
        var known = new HashSet<string> { DeltaStateFile.Name };
        var maps = new HashSet<string>();
        foreach (var layer in state.Layers)
        {
            known.Add(DeltaPlace.DataOf(layer.Number));
            known.Add(DeltaPlace.LogOf(layer.Number));
            maps.Add(place.MapOf(layer.Number));
        }

        foreach (var name in place.Storage.List().Where(name => !known.Contains(name)))
        {
            place.Storage.Delete(name);
        }

        foreach (var map in Directory.EnumerateFiles(place.Shared).Where(map => !maps.Contains(map)))
        {
            File.Delete(map);
        }
    }
}
