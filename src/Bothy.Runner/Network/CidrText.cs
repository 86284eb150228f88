using System.Net;

namespace Bothy.Runner.Network;

/// <summary>Networks as people write them.</summary>
internal static class CidrText
{
    /// <summary>Reads a network; a single address is the network of itself.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static IPNetwork Parse(string text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }

        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new FormatException($"'{text}' is not a network such as 10.1.0.0/16 or fd12::/48, nor an address.");
    }
}
