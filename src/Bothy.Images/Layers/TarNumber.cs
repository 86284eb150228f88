namespace Bothy.Images.Layers;

/// <summary>Numbers in tar headers: octal digits, or base 256 where the first bit is set (GNU tar manual, "Basic Tar Format").</summary>
internal static class TarNumber
{
    public static long Read(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
        {
            return ReadBinary(field);
        }

        long value = 0;
        foreach (var digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7' || value > long.MaxValue >> 3)
            {
                throw new TarException("a number in a header is not one");
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return value;
    }

    private static long ReadBinary(ReadOnlySpan<byte> field)
    {
        // Two's complement, of which the first bit only marks the form.
        Int128 value = (field[0] & 0x40) != 0 ? -1 : 0;
        value = (value << 6) | (Int128)(field[0] & 0x3f);
        foreach (var digit in field[1..])
        {
            value = (value << 8) | digit;
        }

        return value >= long.MinValue && value <= long.MaxValue ? (long)value : throw new TarException("a number in a header is too large");
    }
}
