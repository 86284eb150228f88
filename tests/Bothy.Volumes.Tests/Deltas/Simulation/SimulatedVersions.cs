using Bothy.Volumes.Bases;

namespace Bothy.Volumes.Tests.Deltas.Simulation;

/// <summary>Versions of a volume, kept for good; what of them is on the host changes at random.</summary>
internal sealed class SimulatedVersions(Random random)
{
    public const int ChunkSize = 16 << 10;
    private readonly Dictionary<string, Dictionary<long, byte[]>> versions = [];

    public IVolumeBase Open(string? version, long length) => new Version(version is null ? [] : versions[version], length, random);

    public void Save(string version, string? before, IReadOnlyDictionary<long, byte[]> changed)
    {
        var chunks = before is null ? [] : new Dictionary<long, byte[]>(versions[before]);
        foreach (var (chunk, content) in changed)
        {
            if (content.AsSpan().ContainsAnyExcept((byte)0))
            {
                chunks[chunk] = content;
            }
            else
            {
                chunks.Remove(chunk);
            }
        }

        versions[version] = chunks;
    }

    private sealed class Version(Dictionary<long, byte[]> chunks, long length, Random random) : IVolumeBase
    {
        private bool disposed;

        public long Length => length;

        public int ChunkSize => SimulatedVersions.ChunkSize;

        public bool IsZero(long chunk) => !chunks.ContainsKey(chunk);

        public bool TryRead(long offset, Span<byte> destination)
        {
            if (disposed)
            {
                throw new ModelFailure("a base was read after it had been given up");
            }

            for (var at = offset; at < offset + destination.Length; at += SimulatedFile.Sector)
            {
                if (!IsZero(at / ChunkSize) && random.Next(40) == 0)
                {
                    // Evicted.
                    destination.Fill(0xEE);
                    return false;
                }
            }

            Copy(offset, destination);
            return true;
        }

        public async ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            if (disposed)
            {
                throw new ModelFailure("a base was read after it had been given up");
            }

            Copy(offset, destination.Span);
        }

        public void Dispose() => disposed = true;

        private void Copy(long offset, Span<byte> destination)
        {
            for (var done = 0; done < destination.Length; done += SimulatedFile.Sector)
            {
                var part = destination.Slice(done, SimulatedFile.Sector);
                var (chunk, within) = Math.DivRem(offset + done, ChunkSize);
                if (chunks.TryGetValue(chunk, out var content))
                {
                    content.AsSpan((int)within, part.Length).CopyTo(part);
                }
                else
                {
                    part.Clear();
                }
            }
        }
    }
}
