using Bothy.Api.Environments;
using Bothy.Api.Problems;

namespace Bothy.Api.Validation.Rules;

/// <summary>The repository's address is of a form that can be cloned safely.</summary>
internal sealed class GitUrlRule : IRule<EnvironmentResource>
{
    public IEnumerable<ProblemError> Check(EnvironmentResource resource) =>
        resource.Spec.Content.Git is { } git && GitUrl.Check(git.Url) is { } problem
            ? [new ProblemError("spec.content.git.url", problem)]
            : [];
}
