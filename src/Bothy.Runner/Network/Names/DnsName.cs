namespace Bothy.Runner.Network.Names;

/// <summary>Names in DNS messages (RFC 1035 sections 3.1 and 4.1.4).</summary>
internal static class DnsName
{
    private const int LongestName = 253;
    private const int MostJumps = 32;
    private const int PointerBits = 0xC0;

    /// <summary>Reads a name, and moves past it.</summary>
    /// <param name="name">In lower case, without a final dot; null if it has characters that no host's name has.</param>
    /// <returns>False if there is no name at that place.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int position, out string? name)
    {
        Span<char> characters = stackalloc char[LongestName + 1];
        var (length, at, jumps, plain) = (0, position, 0, true);
        var end = -1;
        name = null;
        while (at < message.Length)
        {
            var size = message[at];
            if (size == 0)
            {
                position = end >= 0 ? end : at + 1;
                name = plain ? new string(characters[..Math.Max(0, length - 1)]) : null;
                return true;
            }

            if ((size & PointerBits) == PointerBits)
            {
                if (at + 1 >= message.Length || ++jumps > MostJumps)
                {
                    return false;
                }

                // Only ever backwards: a name cannot lead to itself.
                var target = ((size & ~PointerBits) << 8) | message[at + 1];
                end = end >= 0 ? end : at + 2;
                if (target >= at)
                {
                    return false;
                }

                at = target;
                continue;
            }

            if ((size & PointerBits) != 0 || at + 1 + size > message.Length || length + size + 1 > characters.Length)
            {
                return false;
            }

            foreach (var octet in message.Slice(at + 1, size))
            {
                plain &= char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'_';
                characters[length++] = char.ToLowerInvariant((char)octet);
            }

            characters[length++] = '.';
            at += 1 + size;
        }

        return false;
    }
}
