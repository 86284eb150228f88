using System.Net;
using System.Text.Json.Nodes;
using Bothy.Api.Client;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Problems;
using Bothy.Api.Resources;
using Bothy.Cli.Documents;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Apply;

/// <summary>One resource to create or change.</summary>
internal abstract class ApplyStep
{
    /// <returns>The resource in a few words, and what became of it: <c>created</c>, <c>changed</c> or <c>unchanged</c>.</returns>
    /// <exception cref="ApiException">The server refuses it.</exception>
    /// <exception cref="CliException">It was changed by somebody else since it was read.</exception>
    public abstract Task<(string Subject, string Outcome)> RunAsync(BothyClient client, CancellationToken cancellationToken);
}

/// <inheritdoc cref="ApplyStep"/>
/// <remarks>
/// A document with <c>metadata.revision</c>, as <c>bothy get -o yaml</c> writes it, replaces what was there then, and nothing newer. One without is merged
/// into what is there: what it does not mention stays.
/// </remarks>
internal sealed class ApplyStep<TResource>(ResourceDocument document, TResource resource) : ApplyStep
    where TResource : class, IResource<TResource>
{
    private const int Attempts = 10;

    private string Name => resource.Metadata.Name;

    private string Subject => $"{TResource.Definition.Name} {Name}";

    public override async Task<(string Subject, string Outcome)> RunAsync(BothyClient client, CancellationToken cancellationToken)
    {
        var resources = Resources(client);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (Subject, await RunOnceAsync(resources, cancellationToken));
            }
            catch (ApiException changed) when (IsRace(changed) && attempt < Attempts)
            {
                // Somebody else wrote between the look and the write: look again.
            }
        }
    }

    private async Task<string> RunOnceAsync(ResourceClient<TResource> resources, CancellationToken cancellationToken)
    {
        var existing = await resources.FindAsync(Name, cancellationToken);
        if (resource.Metadata.Revision > 0)
        {
            return await ReplaceAsync(resources, existing, cancellationToken);
        }

        if (existing is null)
        {
            await resources.CreateAsync(resource, cancellationToken);
            return "created";
        }

        var patched = await resources.PatchAsync(Name, Patch(), existing.Metadata.Revision, cancellationToken);
        return Outcome(existing, patched);
    }

    private async Task<string> ReplaceAsync(ResourceClient<TResource> resources, TResource? existing, CancellationToken cancellationToken)
    {
        if (existing is null)
        {
            throw new CliException(
                $"{Subject} was deleted since {document.Source} was written", "to make it anew, take metadata.revision out of the file");
        }

        if (!IsCurrent(existing))
        {
            throw new CliException(
                $"{Subject} was changed since {document.Source} was written (generation {resource.Metadata.Generation} then, {existing.Metadata.Generation} now)",
                "get it again and repeat your change, or take metadata.revision out of the file to merge it");
        }

        var metadata = resource.Metadata with
        {
            Id = existing.Metadata.Id,
            Revision = existing.Metadata.Revision,
            Finalizers = existing.Metadata.Finalizers,
        };
        return Outcome(existing, await resources.ReplaceAsync(resource.With(metadata), cancellationToken));
    }

    /// <summary>A status that changed meanwhile is no other spec: the generation counts what the user's change could undo.</summary>
    private bool IsCurrent(TResource existing) =>
        existing.Metadata.Revision == resource.Metadata.Revision || existing.Metadata.Generation == resource.Metadata.Generation;

    /// <summary>A status is observed, and most metadata is the server's: neither is for a user to write.</summary>
    private JsonObject Patch()
    {
        var patch = new JsonObject();
        if (document.Content["spec"] is { } spec)
        {
            patch["spec"] = spec.DeepClone();
        }

        var metadata = new JsonObject();
        foreach (var member in (string[])["labels", "annotations"])
        {
            if ((document.Content["metadata"] as JsonObject)?.TryGetPropertyValue(member, out var value) == true)
            {
                metadata[member] = value?.DeepClone();
            }
        }

        if (metadata.Count > 0)
        {
            patch["metadata"] = metadata;
        }

        return patch;
    }

    private static bool IsRace(ApiException error) =>
        error.Status == HttpStatusCode.PreconditionFailed || error.Reason == ProblemReason.AlreadyExists;

    private static string Outcome(TResource before, TResource after) => before.Metadata.Revision == after.Metadata.Revision ? "unchanged" : "changed";

    private static ResourceClient<TResource> Resources(BothyClient client) => typeof(TResource) switch
    {
        var type when type == typeof(EnvironmentResource) => (ResourceClient<TResource>)(object)client.Environments,
        var type when type == typeof(EnvironmentClassResource) => (ResourceClient<TResource>)(object)client.EnvironmentClasses,
        _ => (ResourceClient<TResource>)(object)client.Runners,
    };
}
