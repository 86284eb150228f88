using Bothy.Api.Environments;
using Bothy.Api.Problems;

namespace Bothy.Api.Validation.Rules;

/// <summary>What an environment refers to by name has the form of a name.</summary>
internal sealed class ReferenceRule : IRule<EnvironmentResource>
{
    public IEnumerable<ProblemError> Check(EnvironmentResource resource)
    {
        if (ResourceName.Check(resource.Spec.Class) is { } wrongClass)
        {
            yield return new ProblemError("spec.class", wrongClass);
        }

        if (resource.Spec.Runner is { } runner && ResourceName.Check(runner) is { } wrongRunner)
        {
            yield return new ProblemError("spec.runner", wrongRunner);
        }
    }
}
