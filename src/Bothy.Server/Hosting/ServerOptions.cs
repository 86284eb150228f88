using System.Net;

namespace Bothy.Server.Hosting;

/// <summary>How a server is started.</summary>
internal sealed record ServerOptions
{
    /// <summary>The installation's directory.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where to listen. Default: loopback, because the token travels in the clear.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Default 0: the port that an earlier start chose, or else one that is free.</summary>
    public int Port { get; init; }

    /// <summary>How many changes the feed keeps at most. Default 100,000.</summary>
    public long FeedLength { get; init; } = 100_000;

    /// <summary>How long the feed keeps a change at most. Default 24 hours.</summary>
    public TimeSpan FeedAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often the feed is shortened. Default 10 minutes.</summary>
    public TimeSpan CompactionPeriod { get; init; } = TimeSpan.FromMinutes(10);

    public string ServerDirectory => Path.Combine(DataDirectory, "server");

    /// <summary>Reads <c>--listen ADDRESS:PORT</c>.</summary>
    /// <exception cref="ArgumentException">An argument is unknown or cannot be read.</exception>
    public static ServerOptions Parse(string dataDirectory, IReadOnlyList<string> arguments)
    {
        var options = new ServerOptions { DataDirectory = Path.GetFullPath(dataDirectory) };
        for (var i = 0; i < arguments.Count; i += 2)
        {
            options = (arguments[i], arguments.ElementAtOrDefault(i + 1)) switch
            {
                ("--listen", { } listen) when IPEndPoint.TryParse(listen, out var endpoint) => options with { Address = endpoint.Address, Port = endpoint.Port },
                ("--listen", _) => throw new ArgumentException("--listen takes ADDRESS:PORT, as in 127.0.0.1:8080."),
                (var unknown, _) => throw new ArgumentException($"The server knows no argument '{unknown}'; it takes --listen ADDRESS:PORT."),
            };
        }

        return options;
    }
}
