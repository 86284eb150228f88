using Bothy.Api.Problems;

namespace Bothy.Api.Validation;

/// <summary>A document that was checked.</summary>
/// <param name="Resource">What it says; null if there are errors.</param>
/// <param name="Errors">Everything that is wrong with it.</param>
public sealed record Validated<TResource>(TResource? Resource, IReadOnlyList<ProblemError> Errors)
    where TResource : class;
