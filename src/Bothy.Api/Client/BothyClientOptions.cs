namespace Bothy.Api.Client;

/// <summary>How a client behaves towards a server that is not there for a moment.</summary>
public sealed record BothyClientOptions
{
    /// <summary>How long a request is tried again while nobody listens; a request that may have been received is repeated only if it reads. Default 5 s.</summary>
    public TimeSpan ConnectPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one answer may take, streams apart. Default 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A watch that hears nothing for so long connects anew; the server speaks at least every 15 s. Default 45 s.</summary>
    public TimeSpan WatchSilence { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How often an open stream says that it is there; a runner that hears nothing from its server for twice as long connects anew. Default 15 s.</summary>
    public TimeSpan LinkSilence { get; init; } = TimeSpan.FromSeconds(15);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
