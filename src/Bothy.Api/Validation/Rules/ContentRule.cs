using Bothy.Api.Environments;
using Bothy.Api.Problems;

namespace Bothy.Api.Validation.Rules;

/// <summary>A workspace folder has one source at most.</summary>
internal sealed class ContentRule : IRule<EnvironmentResource>
{
    public IEnumerable<ProblemError> Check(EnvironmentResource resource) =>
        resource.Spec.Content is { Git: not null, Directory: not null }
            ? [new ProblemError("spec.content", "must have git or directory, not both")]
            : [];
}
