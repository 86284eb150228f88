using Bothy.Api.Problems;
using Bothy.Api.Resources;

namespace Bothy.Api.Validation.Rules;

/// <summary>What a user may say in <c>metadata</c>.</summary>
internal sealed class MetadataRule<TResource> : IRule<TResource>
    where TResource : class, IResource<TResource>
{
    private const int MostAnnotationBytes = 256 * 1024;

    private const int MostFinalizers = 16;

    public IEnumerable<ProblemError> Check(TResource resource)
    {
        var metadata = resource.Metadata;
        return Name("metadata.name", metadata.Name)
            .Concat(Name("metadata.organization", metadata.Organization))
            .Concat(Labels(metadata.Labels))
            .Concat(Annotations(metadata.Annotations))
            .Concat(Finalizers(metadata.Finalizers));
    }

    private static IEnumerable<ProblemError> Name(string path, string name) =>
        ResourceName.Check(name) is { } problem ? [new ProblemError(path, problem)] : [];

    private static IEnumerable<ProblemError> Labels(IReadOnlyDictionary<string, string>? labels)
    {
        foreach (var (key, value) in labels ?? new Dictionary<string, string>())
        {
            var path = JsonPath.Member("metadata.labels", key);
            if (LabelSyntax.CheckKey(key) is { } wrongKey)
            {
                yield return new ProblemError(path, wrongKey);
            }

            if (LabelSyntax.CheckValue(value) is { } wrongValue)
            {
                yield return new ProblemError(path, wrongValue);
            }
        }
    }

    private static IEnumerable<ProblemError> Annotations(IReadOnlyDictionary<string, string>? annotations)
    {
        foreach (var key in annotations?.Keys ?? [])
        {
            if (LabelSyntax.CheckKey(key) is { } wrongKey)
            {
                yield return new ProblemError(JsonPath.Member("metadata.annotations", key), wrongKey);
            }
        }

        if (annotations?.Sum(entry => (long)entry.Key.Length + entry.Value.Length) > MostAnnotationBytes)
        {
            yield return new ProblemError("metadata.annotations", "must not exceed 256 KiB in all");
        }
    }

    private static IEnumerable<ProblemError> Finalizers(IReadOnlyList<string>? finalizers)
    {
        if (finalizers?.Count > MostFinalizers)
        {
            yield return new ProblemError("metadata.finalizers", $"must be at most {MostFinalizers}");
        }

        for (var i = 0; i < finalizers?.Count; i++)
        {
            if (ResourceName.Check(finalizers[i]) is { } problem)
            {
                yield return new ProblemError(JsonPath.Item("metadata.finalizers", i), problem);
            }
            else if (finalizers.Take(i).Contains(finalizers[i]))
            {
                yield return new ProblemError(JsonPath.Item("metadata.finalizers", i), "is there twice");
            }
        }
    }
}
