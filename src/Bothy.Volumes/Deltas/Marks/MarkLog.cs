using Bothy.Volumes.Deltas.Storage;

namespace Bothy.Volumes.Deltas.Marks;

/// <summary>
/// The marks of a layer on stable storage. Only marks of data that are there already may be given to it. After a failure, and after the
/// layer was opened, nothing is appended to what may lie at the file's end: the log is written anew.
/// </summary>
internal sealed class MarkLog : IDisposable
{
    /// <summary>The file grows by this much, written with zeros, so that most appends change its content only.</summary>
    private const int Step = 64 << 10;

    private const int RewriteAbove = 1 << 20;
    private readonly IDeltaStorage storage;
    private readonly string name;
    private readonly MarkGeometry geometry;
    private readonly Guid layer;
    private IDeltaFile? file;
    private byte[] buffer = new byte[MarkLogFormat.RecordSize(64)];
    private long position;
    private long end;
    private long settled;
    private ulong sequence;

    private MarkLog(IDeltaStorage storage, string name, MarkGeometry geometry, Guid layer) =>
        (this.storage, this.name, this.geometry, this.layer) = (storage, name, geometry, layer);

    /// <summary>True if the next write must be <see cref="Rewrite"/>, with all marks.</summary>
    public bool MustBeRewritten => file is null || position > Math.Max(RewriteAbove, settled * 3);

    /// <summary>A new log without marks. It is on stable storage once the storage is synchronised.</summary>
    public static MarkLog Create(IDeltaStorage storage, string name, MarkGeometry geometry, Guid layer)
    {
        var log = new MarkLog(storage, name, geometry, layer);
        log.file = log.WriteNew(name, []);
        return log;
    }

    /// <summary>The log that a layer has; it is not read.</summary>
    public static MarkLog Of(IDeltaStorage storage, string name, MarkGeometry geometry, Guid layer) => new(storage, name, geometry, layer);

    /// <summary>Hands on the words of the log, as they were flushed last.</summary>
    /// <exception cref="DeltaDamagedException">The log is damaged.</exception>
    public static void Read(IDeltaStorage storage, string name, MarkGeometry geometry, Guid layer, Action<long, ulong> restore)
    {
        using var file = storage.Open(name);
        if (file.Length > MarkLogFormat.MaximumSize)
        {
            throw new DeltaDamagedException($"{file.Name} has {file.Length} bytes, more than a log of marks can have.");
        }

        var content = new byte[file.Length];
        file.Read(0, content);
        MarkLogFormat.Read(content, file.Name, geometry, layer, restore);
    }

    /// <summary>Returns when the words are on stable storage.</summary>
    public void Append(MarkBatch batch)
    {
        if (batch.Count > MarkLogFormat.MaximumCount || file is null)
        {
            throw new InvalidOperationException("The log must be rewritten.");
        }

        var current = file;
        file = null;
        try
        {
            var length = Encode(batch.Entries);
            current.Write(position, buffer.AsSpan(0, length));
            position += length;
            Grow(current);
            current.Sync();
            file = current;
        }
        finally
        {
            if (file is null)
            {
                current.Dispose();
            }
        }
    }

    /// <summary>Puts a log in place that holds just these words. Returns when it is on stable storage.</summary>
    public void Rewrite(MarkBatch batch)
    {
        file?.Dispose();
        file = null;
        var written = WriteNew(name + ".new", batch.Entries);
        try
        {
            storage.Replace(name + ".new", name);
            storage.Sync();
            file = written;
        }
        finally
        {
            if (file is null)
            {
                written.Dispose();
            }
        }
    }

    public void Dispose() => file?.Dispose();

    private IDeltaFile WriteNew(string fileName, ReadOnlySpan<byte> entries)
    {
        var made = storage.Create(fileName, 0);
        try
        {
            (sequence, end, position) = (0, 0, MarkLogFormat.HeadSize);
            while (entries.Length > 0)
            {
                var part = entries[..Math.Min(entries.Length, MarkLogFormat.MaximumCount * MarkBatch.EntrySize)];
                var length = Encode(part);
                made.Write(position, buffer.AsSpan(0, length));
                position += length;
                entries = entries[part.Length..];
            }

            settled = position;
            Span<byte> head = stackalloc byte[MarkLogFormat.HeadSize];
            MarkLogFormat.WriteHead(head, geometry, layer, settled);
            made.Write(0, head);
            Grow(made);
            made.Sync();
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    private int Encode(ReadOnlySpan<byte> entries)
    {
        var size = MarkLogFormat.RecordSize(entries.Length / MarkBatch.EntrySize);
        if (buffer.Length < size)
        {
            buffer = new byte[Math.Max(size, buffer.Length * 2)];
        }

        return MarkLogFormat.WriteRecord(buffer, layer, sequence++, entries);
    }

    private void Grow(IDeltaFile target)
    {
        if (position + Step / 8 > end)
        {
            var zeros = new byte[Step];
            var next = (position + (2 * Step) - 1) / Step * Step;
            for (var at = position; at < next; at += Step)
            {
                target.Write(at, zeros.AsSpan(0, (int)Math.Min(Step, next - at)));
            }

            end = next;
        }
    }
}
