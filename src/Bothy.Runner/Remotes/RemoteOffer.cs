using Bothy.Api.Tunnels;

namespace Bothy.Runner.Remotes;

/// <summary>Somebody's offer to answer one git inside: a tunnel on which nothing is said until it is taken.</summary>
internal sealed class RemoteOffer(TunnelStream tunnel)
{
    private const int FirstPart = 64 * 1024;

    private readonly byte[] first = new byte[FirstPart];
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TunnelStream Tunnel { get; } = tunnel;

    /// <summary>Completes when the offer is used up or withdrawn.</summary>
    public Task Finished => finished.Task;

    /// <summary>The first bytes from the other side. Before the offer is taken, they can only be its end.</summary>
    public Task<ReadOnlyMemory<byte>> First { get; private set; } = Task.FromResult(ReadOnlyMemory<byte>.Empty);

    public void Begin(CancellationToken cancellationToken) => First = ReadAsync(cancellationToken);

    public void Finish() => finished.TrySetResult();

    private async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) =>
        first.AsMemory(0, await Tunnel.ReadAsync(first, cancellationToken));
}
