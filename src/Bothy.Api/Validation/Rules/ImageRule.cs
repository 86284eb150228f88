using Bothy.Api.Environments;
using Bothy.Api.Problems;

namespace Bothy.Api.Validation.Rules;

/// <summary>An image's name is one word that no tool takes for an option.</summary>
internal sealed class ImageRule : IRule<EnvironmentResource>
{
    private const int LongestName = 512;

    public IEnumerable<ProblemError> Check(EnvironmentResource resource) =>
        resource.Spec.Devcontainer.Image is { } image && Problem(image) is { } problem
            ? [new ProblemError("spec.devcontainer.image", problem)]
            : [];

    private static string? Problem(string image) => image switch
    {
        "" => "must not be empty; leave it out to use the configuration's own",
        { Length: > LongestName } => $"must have at most {LongestName} characters",
        ['-', ..] => "must not begin with '-'",
        _ when image.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) => "must not contain white space or control characters",
        _ => null,
    };
}
