using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Bothy.Volumes.Deltas.Marks;

namespace Bothy.Volumes.Deltas.Layers;

/// <summary>The bytes of a volume's state. Format: <c>docs/formats/delta.md</c>.</summary>
internal static class DeltaStateFormat
{
    /// <summary>Bytes that are read at most.</summary>
    public const int MaximumSize = 64 << 10;

    private const ulong Magic = 0x3154_4154_5344_5942;
    private const uint Version = 1;
    private const int HeadSize = 40;
    private const int HashSize = sizeof(ulong);
    private const uint NoName = uint.MaxValue;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Write(DeltaState state)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(state.Layers.Count);
        writer.Write(state.Length);
        writer.Write(state.Next);
        writer.Write(0UL);
        WriteName(writer, state.Version);
        foreach (var layer in state.Layers)
        {
            writer.Write(layer.Number);
            writer.Write(layer.Id.ToByteArray());
            WriteName(writer, layer.Cut);
        }

        writer.Write(XxHash3.HashToUInt64(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <param name="name">What the message calls it.</param>
    /// <exception cref="DeltaDamagedException">The bytes are no state, or damaged.</exception>
    public static DeltaState Read(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length is < HeadSize + HashSize or > MaximumSize
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes[^HashSize..]) != XxHash3.HashToUInt64(bytes[..^HashSize]))
        {
            throw new DeltaDamagedException($"{name} is damaged: it is not the state of a volume.");
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (version != Version)
        {
            throw new DeltaDamagedException($"{name} has version {version}, and this program reads version {Version} only.");
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]) != 0)
        {
            throw Nonsense(name);
        }

        var rest = bytes[HeadSize..^HashSize];
        var state = new DeltaState(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            ReadName(ref rest, name),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
            ReadLayers(ref rest, BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]), name));
        return rest.Length == 0 && IsSound(state) ? state : throw Nonsense(name);
    }

    private static List<LayerRecord> ReadLayers(ref ReadOnlySpan<byte> rest, uint count, string name)
    {
        var layers = new List<LayerRecord>();
        for (uint i = 0; i < count; i++)
        {
            if (rest.Length < 24)
            {
                throw Nonsense(name);
            }

            var (number, id) = (BinaryPrimitives.ReadUInt64LittleEndian(rest), new Guid(rest.Slice(8, 16)));
            rest = rest[24..];
            layers.Add(new LayerRecord(number, id, ReadName(ref rest, name)));
        }

        return layers;
    }

    private static bool IsSound(DeltaState state)
    {
        var numbers = state.Layers.Select(layer => layer.Number).ToList();
        return MarkGeometry.IsValid(state.Length)
            && numbers.Count is > 0 and <= DeltaState.MaximumLayers
            && numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second)
            && numbers[^1] < state.Next;
    }

    private static void WriteName(BinaryWriter writer, string? name)
    {
        if (name is null)
        {
            writer.Write(NoName);
            return;
        }

        var bytes = Strict.GetBytes(name);
        if (bytes.Length > DeltaState.MaximumName)
        {
            throw new ArgumentException($"A name has {bytes.Length} bytes, and {DeltaState.MaximumName} are possible: {name}");
        }

        writer.Write((uint)bytes.Length);
        writer.Write(bytes);
    }

    private static string? ReadName(ref ReadOnlySpan<byte> rest, string name)
    {
        if (rest.Length < sizeof(uint))
        {
            throw Nonsense(name);
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        rest = rest[sizeof(uint)..];
        if (length == NoName)
        {
            return null;
        }

        if (length > DeltaState.MaximumName || length > rest.Length)
        {
            throw Nonsense(name);
        }

        try
        {
            var text = Strict.GetString(rest[..(int)length]);
            rest = rest[(int)length..];
            return text;
        }
        catch (DecoderFallbackException)
        {
            throw Nonsense(name);
        }
    }

    private static DeltaDamagedException Nonsense(string name) => new($"{name} is damaged: what it says cannot be.");
}
