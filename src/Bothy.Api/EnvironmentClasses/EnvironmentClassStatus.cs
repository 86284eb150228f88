namespace Bothy.Api.EnvironmentClasses;

/// <summary>Nothing is observed of a class yet but which spec was seen.</summary>
public sealed record EnvironmentClassStatus
{
    public long ObservedGeneration { get; init; }
}
