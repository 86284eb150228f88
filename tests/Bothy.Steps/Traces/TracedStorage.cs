using Bothy.Volumes.Deltas.Storage;

namespace Bothy.Steps.Traces;

/// <summary>Writes down everything that is done to a directory of a delta, one after the other.</summary>
internal sealed class TracedStorage(IDeltaStorage inner, TraceLog trace) : IDeltaStorage
{
    private readonly Dictionary<string, int> numbers = [];
    private int made;

    /// <summary>Held while something is done and written down.</summary>
    public Lock Gate { get; } = new();

    public string Location => inner.Location;

    public IReadOnlyList<string> List() => inner.List();

    public IDeltaFile Create(string name, long length)
    {
        lock (Gate)
        {
            var file = inner.Create(name, length);
            numbers[name] = made++;
            trace.Add(new(TraceKind.Made, numbers[name], Length: length, Name: name));
            return new TracedFile(file, numbers[name], this, trace);
        }
    }

    public IDeltaFile Open(string name)
    {
        lock (Gate)
        {
            return new TracedFile(inner.Open(name), numbers[name], this, trace);
        }
    }

    public void Replace(string from, string to)
    {
        lock (Gate)
        {
            inner.Replace(from, to);
            numbers.Remove(from, out var number);
            numbers[to] = number;
            trace.Add(new(TraceKind.Renamed, Name: from, To: to));
        }
    }

    public void Delete(string name)
    {
        lock (Gate)
        {
            inner.Delete(name);
            trace.Add(new(TraceKind.Deleted, Name: name));
        }
    }

    public void Sync()
    {
        lock (Gate)
        {
            inner.Sync();
            trace.Add(new(TraceKind.DirectorySynchronised));
        }
    }

    private sealed class TracedFile(IDeltaFile file, int number, TracedStorage storage, TraceLog trace) : IDeltaFile
    {
        public string Name => file.Name;

        public ulong Identity => file.Identity;

        public long Length => file.Length;

        public void Read(long offset, Span<byte> destination) => file.Read(offset, destination);

        public void Write(long offset, ReadOnlySpan<byte> source, bool direct = false)
        {
            lock (storage.Gate)
            {
                file.Write(offset, source, direct);
                trace.Add(new(TraceKind.Written, number, offset, Data: source.ToArray()));
            }
        }

        public void Punch(long offset, long length)
        {
            lock (storage.Gate)
            {
                file.Punch(offset, length);
                trace.Add(new(TraceKind.Punched, number, offset, length));
            }
        }

        public void Sync()
        {
            lock (storage.Gate)
            {
                file.Sync();
                trace.Add(new(TraceKind.Synchronised, number));
            }
        }

        public void Dispose() => file.Dispose();
    }
}
