using Bothy.Volumes.Blocks;
using Bothy.Volumes.Catalogs;

namespace Bothy.Volumes.Hosting;

/// <summary>An attached volume that a restarted server could not open: every request fails, so that its users learn of it and nobody else waits.</summary>
internal sealed class UnavailableVolume(long length, string problem) : IOpenVolume, IBlockVolume
{
    public string Problem => problem;

    public IBlockVolume Blocks => this;

    public string? PlainFile => null;

    public VolumeDurability Durability => new(0, Problem: problem);

    public long Length => length;

    public bool TryRead(long offset, Span<byte> destination) => throw Failure();

    public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken) => throw Failure();

    public void Write(long offset, ReadOnlySpan<byte> source, bool direct = false) => throw Failure();

    public bool NeedsSpace(long offset, long length) => false;

    public void Discard(long offset, long length) => throw Failure();

    public void Flush() => throw Failure();

    public Task CutAsync(string name, ICutMoment? moment, CancellationToken cancellationToken) => throw Failure();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IOException Failure() => new(problem);
}
