namespace Bothy.Api.Tunnels;

/// <summary>The server asks a runner to open a tunnel. Sent as one text message of JSON over the runner's control WebSocket.</summary>
public sealed record TunnelRequest
{
    /// <summary>The runner dials <c>runners/{name}/tunnels/{tunnel}</c>, or refuses with a <see cref="TunnelRefusal"/>.</summary>
    public required Guid Tunnel { get; init; }

    /// <summary>The environment's id.</summary>
    public required Guid Environment { get; init; }

    public required TunnelTarget Target { get; init; }

    /// <summary>For <see cref="TunnelTarget.Log"/>: <c>follow</c> is <c>true</c> or <c>false</c>.</summary>
    public IReadOnlyDictionary<string, string>? Arguments { get; init; }
}
