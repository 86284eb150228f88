namespace Bothy.Linux.Namespaces;

/// <summary>A contiguous range of host ids that one environment's ids 0 … <see cref="Length"/>-1 map to.</summary>
public readonly record struct UserIdRange(uint First, uint Length)
{
    /// <summary>The host id of an id inside.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not mapped.</exception>
    public uint ToHost(uint inside) =>
        inside < Length ? First + inside : throw new ArgumentOutOfRangeException(nameof(inside), inside, $"ids inside go to {Length - 1}");
}
