using System.Globalization;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Ports;

/// <summary>A local port that leads to one inside.</summary>
/// <param name="Local">0 for any that is free.</param>
internal readonly record struct PortMapping(int Local, int Remote)
{
    /// <summary>Reads <c>3000</c>, <c>3000:8080</c> (here 3000, inside 8080) and <c>:8080</c> (here any).</summary>
    /// <exception cref="CliException">None of them.</exception>
    public static PortMapping Parse(string text)
    {
        var parts = text.Split(':');
        var remote = parts.Length is 1 or 2 ? Number(parts[^1], least: 1) : null;
        var local = parts is [var first, _] ? first.Length == 0 ? 0 : Number(first, least: 0) : remote;
        return local is { } here && remote is { } inside
            ? new PortMapping(here, inside)
            : throw CliException.Usage($"{text} is not a port to forward", "write LOCAL or LOCAL:REMOTE, each from 1 to 65535, as in 3000:8080");
    }

    private static int? Number(string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= ushort.MaxValue ? number : null;
}
