using System.Text.Json.Nodes;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Problems;
using Bothy.Api.Resources;
using Bothy.Api.Runners;
using Bothy.Api.Validation;
using Bothy.Cli.Documents;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Apply;

/// <summary>Documents that were checked: all of them, before the first is sent.</summary>
internal sealed record ApplyRequest(IReadOnlyList<ApplyStep> Steps)
{
    private static readonly string[] Kinds = [EnvironmentClassResource.KindName, EnvironmentResource.KindName, RunnerResource.KindName];

    /// <exception cref="CliException">Something is wrong with them: everything that is, at once.</exception>
    public static ApplyRequest Read(IReadOnlyList<ResourceDocument> documents)
    {
        var errors = new List<string>();
        var steps = documents.Select(document => Read(document, errors)).ToList();
        return errors.Count == 0
            ? new ApplyRequest([.. steps.Select(step => step!)])
            : throw new CliException(
                errors.Count == 1 ? "nothing was applied: there is a mistake" : $"nothing was applied: there are {errors.Count} mistakes",
                "mend the file and apply it again",
                CommandLine.ExitCode.Usage)
            {
                Details = errors,
            };
    }

    private static ApplyStep? Read(ResourceDocument document, List<string> errors) => Kind(document.Content) switch
    {
        EnvironmentResource.KindName => Check(document, ResourceValidators.Environment, errors),
        EnvironmentClassResource.KindName => Check(document, ResourceValidators.EnvironmentClass, errors),
        RunnerResource.KindName => Check(document, ResourceValidators.Runner, errors),
        var other => Unknown(document, other, errors),
    };

    private static ApplyStep<TResource>? Check<TResource>(ResourceDocument document, ResourceValidator<TResource> validator, List<string> errors)
        where TResource : class, IResource<TResource>
    {
        var validated = validator.Validate(document.Content);
        errors.AddRange(validated.Errors.Select(error => $"{document.Source}: {error}"));
        return validated.Resource is { } resource ? new ApplyStep<TResource>(document, resource) : null;
    }

    private static ApplyStep? Unknown(ResourceDocument document, string? kind, List<string> errors)
    {
        errors.Add($"{document.Source}: " + (kind is null
            ? new ProblemError("kind", $"is required: one of {string.Join(", ", Kinds)}")
            : new ProblemError("kind", $"there is no kind {kind}; there are {string.Join(", ", Kinds)}{NearestName.Hint(kind, Kinds)}")));
        return null;
    }

    private static string? Kind(JsonObject document) => document["kind"] is JsonValue value && value.TryGetValue<string>(out var kind) ? kind : null;
}
