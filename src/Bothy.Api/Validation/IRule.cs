using Bothy.Api.Problems;

namespace Bothy.Api.Validation;

/// <summary>One thing that must hold of a resource as a user writes it.</summary>
internal interface IRule<TResource>
{
    /// <summary>Everything that breaks the rule.</summary>
    IEnumerable<ProblemError> Check(TResource resource);
}
