using System.Buffers.Binary;

namespace Bothy.Fuzz;

/// <summary>Changes inputs in the ways that break readers: bits, lengths, interesting numbers, pieces of others.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly long[] Interesting =
        [0, 1, -1, 2, 127, 128, 255, 256, 4095, 4096, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    private readonly Random random = new(seed);

    public byte[] Mutate(IReadOnlyList<byte[]> seeds)
    {
        var input = (byte[])seeds[random.Next(seeds.Count)].Clone();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            input = Step(input, seeds);
        }

        return input;
    }

    private byte[] Step(byte[] input, IReadOnlyList<byte[]> seeds)
    {
        if (input.Length == 0)
        {
            return new byte[random.Next(64)];
        }

        var at = random.Next(input.Length);
        switch (random.Next(8))
        {
            case 0:
                input[at] ^= (byte)(1 << random.Next(8));
                return input;
            case 1:
                input[at] = (byte)random.Next(256);
                return input;
            case 2:
                return input[..at];
            case 3:
                return [.. input[..at], .. input.AsSpan(random.Next(input.Length))];
            case 4:
                var other = seeds[random.Next(seeds.Count)];
                return other.Length == 0 ? input : [.. input[..at], .. other.AsSpan(random.Next(other.Length))];
            case 5:
                return [.. input, .. new byte[random.Next(1, 64)]];
            default:
                Overwrite(input, at);
                return input;
        }
    }

    /// <summary>Writes a number of two, four or eight bytes.</summary>
    private void Overwrite(byte[] input, int at)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, Interesting[random.Next(Interesting.Length)]);
        var size = Math.Min(2 << random.Next(3), input.Length - at);
        number[..size].CopyTo(input.AsSpan(at));
    }
}
