using Bothy.Api.Problems;
using Bothy.Api.Resources;

namespace Bothy.Server.Resources;

/// <summary>What a user's replacement may change of a resource, and what stays the server's.</summary>
internal static class Replacement
{
    /// <summary>Finalizers that are left out stay, so that a document from a file does not undo what the loops rely on; an empty list removes them.</summary>
    public static TResource Of<TResource>(TResource current, TResource replacement)
        where TResource : class, IResource<TResource> =>
        current.WithSpecOf(replacement).With(current.Metadata with
        {
            Labels = replacement.Metadata.Labels,
            Annotations = replacement.Metadata.Annotations,
            Finalizers = replacement.Metadata.Finalizers ?? current.Metadata.Finalizers,
        });

    public static IEnumerable<ProblemError> Check<TResource>(TResource current, TResource replacement)
        where TResource : class, IResource<TResource>
    {
        var (before, after) = (current.Metadata, replacement.Metadata);
        if (after.Name != before.Name)
        {
            yield return new ProblemError("metadata.name", $"must stay '{before.Name}': a resource cannot be renamed");
        }

        if (after.Organization != before.Organization)
        {
            yield return new ProblemError("metadata.organization", $"must stay '{before.Organization}'");
        }

        if (after.Id != Guid.Empty && after.Id != before.Id)
        {
            yield return new ProblemError("metadata.id", $"is another resource's: this '{before.Name}' has {before.Id}");
        }

        if (before.DeletedAt is not null && (after.Finalizers ?? []).Except(before.Finalizers ?? []).Any())
        {
            yield return new ProblemError("metadata.finalizers", "must not grow while the resource is being deleted");
        }
    }
}
