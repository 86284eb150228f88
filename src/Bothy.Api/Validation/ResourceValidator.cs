using System.Text.Json;
using System.Text.Json.Nodes;
using Bothy.Api.Problems;
using Bothy.Api.Resources;

namespace Bothy.Api.Validation;

/// <summary>Checks documents of one kind as users write them: every error at once, each with its path.</summary>
/// <remarks>
/// The status is not looked at, so that what was read can be edited and sent back. Rules that need other resources
/// (that a class exists, that a field did not change) are the server's.
/// </remarks>
public sealed class ResourceValidator<TResource>
    where TResource : class, IResource<TResource>
{
    private readonly IReadOnlyList<IRule<TResource>> _rules;

    internal ResourceValidator(params IReadOnlyList<IRule<TResource>> rules) => _rules = rules;

    /// <param name="document">A JSON document; it is not changed. Numbers that do not fit and members that are unknown are errors.</param>
    public Validated<TResource> Validate(JsonNode? document)
    {
        if (document is not JsonObject)
        {
            return new Validated<TResource>(null, [new ProblemError("", "must be an object with metadata and spec")]);
        }

        var resource = document.DeepClone().AsObject();
        resource.Remove("status");
        var errors = new List<ProblemError>();
        CheckKind(resource, errors);
        new ShapeCheck(errors).Check(resource, TResource.Definition.Json);

        // What has the wrong shape has been cut out, so that the rest can be checked in the same pass.
        var parsed = resource.Deserialize(TResource.Definition.Json)!;
        var misshapen = errors.Select(error => error.Path).ToHashSet();
        errors.AddRange(_rules.SelectMany(rule => rule.Check(parsed)).Where(error => !misshapen.Contains(error.Path)));
        return new Validated<TResource>(errors.Count == 0 ? parsed : null, errors);
    }

    private static void CheckKind(JsonObject resource, List<ProblemError> errors)
    {
        var expected = TResource.Definition.Name;
        if (resource.TryGetPropertyValue("kind", out var kind)
            && !(kind is JsonValue value && value.TryGetValue<string>(out var name) && name == expected))
        {
            errors.Add(new ProblemError("kind", $"must be {expected}"));
        }

        resource["kind"] = expected;
    }
}
