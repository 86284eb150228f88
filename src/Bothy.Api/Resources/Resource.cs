using System.Diagnostics.CodeAnalysis;

namespace Bothy.Api.Resources;

/// <summary>A declared thing: what it should be (<see cref="Spec"/>) and what it is (<see cref="Status"/>).</summary>
public abstract record Resource<TSpec, TStatus> : IResource
    where TSpec : class, new()
    where TStatus : class, new()
{
    /// <summary>The kind's name, as in <c>Environment</c>.</summary>
    public required string Kind { get; init; }

    public required Metadata Metadata { get; init; }

    // Of a type parameter the serializer cannot tell by itself.
    [DisallowNull]
    public TSpec Spec { get; set; } = new();

    [DisallowNull]
    public TStatus Status { get; set; } = new();
}
