using System.IO.Compression;
using Microsoft.Win32.SafeHandles;
using ZstdSharp;

namespace Bothy.Images.Layers;

/// <summary>Decompresses a layer by what it is, not by what it is said to be: its digest is checked anyway.</summary>
internal static class LayerStream
{
    private const int BufferSize = 128 * 1024;

    public static Stream Decompress(Stream compressed)
    {
        var buffered = new BufferedStream(new Peeked(compressed, out var magic), BufferSize);
        return magic switch
        {
            [0x1f, 0x8b, ..] => new GZipStream(buffered, CompressionMode.Decompress),
            [0x28, 0xb5, 0x2f, 0xfd] => new DecompressionStream(buffered, leaveOpen: false),
            _ => buffered,
        };
    }

    public static Stream Open(SafeFileHandle blob) => new FileStream(blob, FileAccess.Read, bufferSize: 0);

    /// <summary>A stream whose first bytes were looked at.</summary>
    private sealed class Peeked : ReadOnlyStream
    {
        private readonly Stream inner;
        private readonly byte[] first;
        private int given;

        public Peeked(Stream inner, out byte[] magic)
        {
            this.inner = inner;
            var start = new byte[4];
            first = start[..inner.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            magic = first;
        }

        public override int Read(Span<byte> buffer)
        {
            if (given == first.Length)
            {
                return inner.Read(buffer);
            }

            var count = Math.Min(buffer.Length, first.Length - given);
            first.AsSpan(given, count).CopyTo(buffer);
            given += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
