namespace Bothy.Images.Layers;

/// <summary>The content of a reader's current entry as a stream.</summary>
internal sealed class TarContent(TarReader reader) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer) => reader.ReadContent(buffer);
}
