namespace Bothy.Volumes.Quality;

/// <summary>What a volume may take from the host's disks. May be changed at any time; holds from the next request on.</summary>
/// <param name="Weight">1 to 10000: shares between volumes that compete are in proportion to it. Says nothing while nobody competes.</param>
/// <param name="BytesPerSecond">Ceiling for reads and writes together; null for none.</param>
/// <param name="OperationsPerSecond">Ceiling for reads and writes together; null for none.</param>
public sealed record VolumeQuality(
    int Weight = VolumeQuality.DefaultWeight,
    long? BytesPerSecond = null,
    long? OperationsPerSecond = null,
    IoPriority Priority = IoPriority.Interactive)
{
    public const int DefaultWeight = 100;
    public const int MaximumWeight = 10_000;

    /// <summary>A ceiling below this would make an ordinary request wait for minutes.</summary>
    public const long MinimumBytesPerSecond = 1 << 20;

    public const long MinimumOperationsPerSecond = 16;

    /// <summary>What is wrong with it, in words for people; null if nothing is.</summary>
    public string? Problem =>
        Weight is < 1 or > MaximumWeight ? $"The weight {Weight} is not between 1 and {MaximumWeight}."
        : BytesPerSecond < MinimumBytesPerSecond ? $"A ceiling of {BytesPerSecond} bytes a second is below the least, {MinimumBytesPerSecond}."
        : OperationsPerSecond < MinimumOperationsPerSecond ? $"A ceiling of {OperationsPerSecond} operations a second is below the least, {MinimumOperationsPerSecond}."
        : !Enum.IsDefined(Priority) ? $"There is no priority {Priority}."
        : null;
}
