using Bothy.Api.Environments;
using Bothy.Api.Problems;

namespace Bothy.Api.Validation.Rules;

/// <summary>A branch, tag or commit that git would take (git-check-ref-format(1)) and not mistake for an option.</summary>
internal sealed class GitRefRule : IRule<EnvironmentResource>
{
    public IEnumerable<ProblemError> Check(EnvironmentResource resource) =>
        resource.Spec.Content.Git?.Ref is { } reference && Problem(reference) is { } problem
            ? [new ProblemError("spec.content.git.ref", problem)]
            : [];

    private static string? Problem(string reference) => reference switch
    {
        "" => "must not be empty; leave it out for the default branch",
        { Length: > 255 } => "must have at most 255 characters",
        ['-', ..] => "must not begin with '-', which git would take for an option",
        _ when reference.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) => "must not contain white space or control characters",
        _ when reference.Any("~^:?*[\\".Contains) || reference.Contains("..", StringComparison.Ordinal)
            || reference.Contains("@{", StringComparison.Ordinal) || reference[^1] is '/' or '.' || reference[0] == '/' =>
            "must be the name of a branch or tag, or a commit; expressions of git do not work here",
        _ => null,
    };
}
