using Bothy.Volumes.Deltas.Storage;

namespace Bothy.Volumes.Tests.Deltas.Simulation;

/// <summary>A directory whose changes are lost with the power unless it was synchronised, the latest first.</summary>
internal sealed class SimulatedStorage(SimulatedDevice device) : IDeltaStorage
{
    private readonly List<Action<Dictionary<string, SimulatedFile>>> unsynced = [];
    private readonly Dictionary<string, SimulatedFile> durable = [];
    private Dictionary<string, SimulatedFile> visible = [];
    private ulong identities;

    public string Location => "simulated";

    public IReadOnlyList<string> List() => [.. visible.Keys.Order()];

    public IDeltaFile Create(string name, long length)
    {
        device.Step();
        var file = new SimulatedFile(device, name, ++identities) { Length = length };
        Change(names => names[name] = file);
        return file;
    }

    public IDeltaFile Open(string name) => visible.TryGetValue(name, out var file) ? file : throw new FileNotFoundException(name);

    public void Replace(string from, string to)
    {
        device.Step();
        Change(names =>
        {
            names.Remove(from, out var file);
            names[to] = file!;
        });
    }

    public void Delete(string name)
    {
        device.Step();
        Change(names => names.Remove(name));
    }

    public void Sync()
    {
        device.Step();
        foreach (var change in unsynced)
        {
            change(durable);
        }

        unsynced.Clear();
    }

    public void LosePower()
    {
        foreach (var change in unsynced.Take(device.Random.Next(unsynced.Count + 1)))
        {
            change(durable);
        }

        unsynced.Clear();
        visible = new(durable);
        foreach (var file in visible.Values)
        {
            file.LosePower();
        }
    }

    private void Change(Action<Dictionary<string, SimulatedFile>> change)
    {
        change(visible);
        unsynced.Add(change);
    }
}
