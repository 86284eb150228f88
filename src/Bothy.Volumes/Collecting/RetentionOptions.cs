namespace Bothy.Volumes.Collecting;

/// <summary>Which versions a store keeps, and how long what nothing refers to stays.</summary>
public sealed record RetentionOptions
{
    /// <summary>Versions of each volume that are kept however old they are; at least 2. Default: 32.</summary>
    public int KeepNewest { get; init; } = 32;

    /// <summary>Versions that are not as old are kept. Default, and least: a day.</summary>
    public TimeSpan KeepYounger { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Time between a pack's sentence and its deletion. Default, and least: a day. A publication may take <see cref="Publishing.VersionPublisher.Longest"/>,
    /// and may refer to what another one stored up to two hours before; clocks of hosts may differ by an hour.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromDays(1);
}
