using Bothy.Api.Environments;
using Bothy.Api.Problems;

namespace Bothy.Api.Validation.Rules;

/// <summary>A sparse checkout names directories of the repository.</summary>
internal sealed class SparseRule : IRule<EnvironmentResource>
{
    private const int LongestPath = 1024;
    private const int MostPaths = 100;

    public IEnumerable<ProblemError> Check(EnvironmentResource resource) =>
        resource.Spec.Content.Git?.Sparse switch
        {
            null => [],
            { Count: 0 } => [new ProblemError("spec.content.git.sparse", "must not be empty; leave it out to check out everything")],
            { Count: > MostPaths } => [new ProblemError("spec.content.git.sparse", $"must have at most {MostPaths} directories")],
            var paths => paths.SelectMany((path, index) =>
                Problem(path) is { } problem ? (ProblemError[])[new ProblemError($"spec.content.git.sparse[{index}]", problem)] : []),
        };

    private static string? Problem(string path) => path switch
    {
        "" => "must not be empty",
        { Length: > LongestPath } => $"must have at most {LongestPath} characters",
        ['/', ..] => "must be relative to the repository",
        ['-', ..] => "must not begin with '-', which git would take for an option",
        _ when path.Any(char.IsControl) => "must not contain control characters",
        _ when path.TrimEnd('/').Split('/').Any(part => part is "." or ".." or "") => "must not contain '.', '..' or empty parts",
        _ when path.Any("*?[\\!".Contains) => "must be the name of a directory; patterns do not work here",
        _ => null,
    };
}
