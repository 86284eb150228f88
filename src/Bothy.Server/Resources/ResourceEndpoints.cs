using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bothy.Api.Problems;
using Bothy.Api.Resources;
using Bothy.Server.Cache;
using Bothy.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bothy.Server.Resources;

/// <summary>The verbs that every kind has.</summary>
internal sealed class ResourceEndpoints<TResource>(ResourceSet<TResource> resources, ChangeFeed feed, TimeProvider time, CancellationToken stopping)
    where TResource : class, IResource<TResource>
{
    private static readonly ResourceKind<TResource> Kind = TResource.Definition;

    public void Map(IEndpointRouteBuilder api)
    {
        var item = $"{Kind.Collection}/{{name}}";
        api.MapGet(Kind.Collection, ListOrWatchAsync);
        api.MapPost(Kind.Collection, CreateAsync);
        api.MapGet(item, GetAsync);
        api.MapPut(item, ReplaceAsync);
        api.MapPatch(item, PatchAsync);
        api.MapDelete(item, DeleteAsync);
        api.MapPut(item + "/status", ReplaceStatusAsync);
    }

    private async Task ListOrWatchAsync(HttpContext context)
    {
        if (ResourceFilter<TResource>.TryRead(context, resources.Rules, out var filter) is { } unreadable)
        {
            await context.AnswerAsync(unreadable).ConfigureAwait(false);
        }
        else if (context.Request.Query["watch"] == "true")
        {
            await WatchAsync(context, filter).ConfigureAwait(false);
        }
        else
        {
            var snapshot = resources.Snapshot;
            var items = snapshot.All<TResource>().Where(filter.Matches).Select(resources.Rules.Present).ToList();
            await context.AnswerAsync(200, new ResourceList<TResource> { Revision = snapshot.Revision, Items = items }, Kind.ListJson).ConfigureAwait(false);
        }
    }

    private async Task WatchAsync(HttpContext context, ResourceFilter<TResource> filter)
    {
        // A client that reconnects knows better than the address it first used.
        var text = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : context.Request.Query["since"].ToString();
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var since))
        {
            if (text.Length > 0)
            {
                await context.AnswerAsync(Problems.Malformed($"'{text}' is not a revision to watch from. Use the revision of a list or of the last event."))
                    .ConfigureAwait(false);
                return;
            }

            since = feed.Revision;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await new WatchStream<TResource>(context, feed, filter, resources.Rules, time).RunAsync(since, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The reader left or the server stops; the reader comes back with the last id it saw.
        }
    }

    private Task GetAsync(HttpContext context)
    {
        var key = Key(context);
        return resources.Find(key) is { } resource
            ? context.AnswerAsync(200, resources.Rules.Present(resource))
            : context.AnswerAsync(Problems.NotFound(Kind.Name, key.NameOrId));
    }

    private async Task CreateAsync(HttpContext context)
    {
        if (!(await context.ReadObjectAsync(RequestBody.Json).ConfigureAwait(false)).Succeeded(out var body, out var problem)
            || !Validate(body).Succeeded(out var resource, out problem)
            || !(await resources.CreateAsync(AsNew(resource), context.RequestAborted).ConfigureAwait(false)).Succeeded(out var created, out problem))
        {
            await context.AnswerAsync(problem).ConfigureAwait(false);
            return;
        }

        context.Response.Headers.Location = $"/api/v1/{Kind.Collection}/{created.Metadata.Name}";
        await context.AnswerAsync(201, resources.Rules.Present(created)).ConfigureAwait(false);
    }

    private async Task ReplaceAsync(HttpContext context)
    {
        if (Precondition.IsMissing(context))
        {
            await context.AnswerAsync(Problems.PreconditionRequired()).ConfigureAwait(false);
            return;
        }

        if (!(await context.ReadObjectAsync(RequestBody.Json).ConfigureAwait(false)).Succeeded(out var body, out var problem)
            || !Validate(body).Succeeded(out var resource, out problem))
        {
            await context.AnswerAsync(problem).ConfigureAwait(false);
            return;
        }

        await ChangeAsync(context, current => Replace(current, resource)).ConfigureAwait(false);
    }

    private async Task PatchAsync(HttpContext context)
    {
        if (!(await context.ReadObjectAsync(RequestBody.MergePatch, RequestBody.Json).ConfigureAwait(false)).Succeeded(out var patch, out var problem))
        {
            await context.AnswerAsync(problem).ConfigureAwait(false);
            return;
        }

        await ChangeAsync(context, current => Patch(current, patch)).ConfigureAwait(false);
    }

    private async Task ReplaceStatusAsync(HttpContext context)
    {
        if (!(await context.ReadObjectAsync(RequestBody.Json).ConfigureAwait(false)).Succeeded(out var body, out var problem)
            || !StatusDocument.Read<TResource>(body).Succeeded(out var status, out problem))
        {
            await context.AnswerAsync(problem).ConfigureAwait(false);
            return;
        }

        await ChangeAsync(context, current => current.WithStatusOf(status)).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        if (Precondition.TryRead(context, out var expected) is { } unreadable)
        {
            await context.AnswerAsync(unreadable).ConfigureAwait(false);
            return;
        }

        var outcome = await resources.DeleteAsync(Key(context), expected, context.RequestAborted).ConfigureAwait(false);
        await (outcome.Succeeded(out var deleted, out var problem)
            ? context.AnswerAsync(deleted.Metadata.Finalizers is null ? 200 : 202, resources.Rules.Present(deleted))
            : context.AnswerAsync(problem)).ConfigureAwait(false);
    }

    private async Task ChangeAsync(HttpContext context, Func<TResource, Outcome<TResource>> change)
    {
        if (Precondition.TryRead(context, out var expected) is { } unreadable)
        {
            await context.AnswerAsync(unreadable).ConfigureAwait(false);
            return;
        }

        var outcome = await resources.ChangeAsync(Key(context), expected, change, context.RequestAborted).ConfigureAwait(false);
        await (outcome.Succeeded(out var changed, out var problem)
            ? context.AnswerAsync(200, resources.Rules.Present(changed))
            : context.AnswerAsync(problem)).ConfigureAwait(false);
    }

    private Outcome<TResource> Validate(JsonNode document)
    {
        var validated = resources.Rules.Validator.Validate(document);
        return validated.Resource is { } resource ? resource : Problems.Invalid(Kind.Name, validated.Errors);
    }

    private Outcome<TResource> Patch(TResource current, JsonObject patch)
    {
        var patched = MergePatch.Apply(JsonSerializer.SerializeToNode(current, Kind.Json), patch)!;
        return Validate(patched).Succeeded(out var resource, out var problem)
            ? Replace(current, resource.With(resource.Metadata with { Finalizers = resource.Metadata.Finalizers ?? [] }))
            : problem;
    }

    private Outcome<TResource> Replace(TResource current, TResource replacement)
    {
        var changed = resources.Rules.Carry(current, Replacement.Of(current, replacement));
        var errors = Replacement.Check(current, replacement).Concat(resources.Rules.CheckChange(current, changed, resources.Snapshot)).ToList();
        return errors.Count == 0 ? changed : Problems.Invalid(Kind.Name, errors);
    }

    private static TResource AsNew(TResource resource) => resource.With(new Metadata
    {
        Name = resource.Metadata.Name,
        Organization = resource.Metadata.Organization,
        Labels = resource.Metadata.Labels,
        Annotations = resource.Metadata.Annotations,
        Finalizers = resource.Metadata.Finalizers is { Count: 0 } ? null : resource.Metadata.Finalizers,
    });

    private static ResourceKey Key(HttpContext context) => new(
        (string)context.Request.RouteValues["name"]!,
        context.Request.Query.TryGetValue("organization", out var organization) ? organization.ToString() : "default");
}
