namespace Bothy.Api.Runners;

/// <summary>What a runner should do.</summary>
public sealed record RunnerSpec
{
    /// <summary>True: keeps its environments, takes no new ones.</summary>
    public bool Cordoned { get; init; }
}
