using Bothy.Api.Environments;
using Bothy.Api.Problems;

namespace Bothy.Api.Validation.Rules;

/// <summary>A directory of the host is named in full, without detours.</summary>
internal sealed class DirectoryPathRule : IRule<EnvironmentResource>
{
    private const int LongestPath = 4095;

    public IEnumerable<ProblemError> Check(EnvironmentResource resource) =>
        resource.Spec.Content.Directory is { } directory && Problem(directory.Path) is { } problem
            ? [new ProblemError("spec.content.directory.path", problem)]
            : [];

    private static string? Problem(string path) => path switch
    {
        "" => "must not be empty",
        { Length: > LongestPath } => $"must have at most {LongestPath} characters",
        not ['/', ..] => "must be absolute: begin with '/'",
        _ when path.Any(char.IsControl) => "must not contain control characters",
        _ when path.Split('/').Any(part => part is "." or "..") => "must not contain '.' or '..'",
        _ when path.Trim('/').Length == 0 => "must not be the root of the host",
        _ => null,
    };
}
