using Bothy.Api.Environments;
using Bothy.Api.Problems;

namespace Bothy.Api.Validation.Rules;

/// <summary>Restarts are counted up from 0.</summary>
internal sealed class RestartsRule : IRule<EnvironmentResource>
{
    public IEnumerable<ProblemError> Check(EnvironmentResource resource) =>
        resource.Spec.Restarts < 0 ? [new ProblemError("spec.restarts", "must be 0 or more")] : [];
}
