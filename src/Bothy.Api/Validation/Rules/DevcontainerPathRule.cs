using Bothy.Api.Environments;
using Bothy.Api.Problems;

namespace Bothy.Api.Validation.Rules;

/// <summary>A configuration lies in the workspace folder.</summary>
internal sealed class DevcontainerPathRule : IRule<EnvironmentResource>
{
    private const int LongestPath = 1024;

    public IEnumerable<ProblemError> Check(EnvironmentResource resource) =>
        resource.Spec.Devcontainer.Path is { } path && Problem(path) is { } problem
            ? [new ProblemError("spec.devcontainer.path", problem)]
            : [];

    private static string? Problem(string path) => path switch
    {
        "" => "must not be empty; leave it out to have the configuration found",
        { Length: > LongestPath } => $"must have at most {LongestPath} characters",
        ['/', ..] => "must be relative to the workspace folder",
        _ when path.Any(char.IsControl) => "must not contain control characters",
        _ when path.Split('/').Any(part => part is "." or ".." or "") => "must not contain '.', '..' or empty parts",
        _ when !path.EndsWith(".json", StringComparison.Ordinal) => "must name a .json file, as in .devcontainer/devcontainer.json",
        _ => null,
    };
}
