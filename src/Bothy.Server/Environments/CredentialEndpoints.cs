using System.Text.Json;
using Bothy.Api.Environments;
using Bothy.Api.Json;
using Bothy.Server.Http;
using Bothy.Server.Resources;
using Bothy.Server.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bothy.Server.Environments;

/// <summary>Takes git credentials, and gives them to the runner.</summary>
internal sealed class CredentialEndpoints(ResourceSet<EnvironmentResource> environments, ICredentialStore credentials)
{
    private const string Path = "environments/{name}/credentials";

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(Path, context => WithEnvironmentAsync(context, GetAsync));
        api.MapPut(Path, context => WithEnvironmentAsync(context, SetAsync));
        api.MapDelete(Path, context => WithEnvironmentAsync(context, RemoveAsync));
    }

    private Task WithEnvironmentAsync(HttpContext context, Func<HttpContext, EnvironmentResource, Task> handle)
    {
        var key = new ResourceKey((string)context.Request.RouteValues["name"]!, "default");
        return environments.Find(key) is { } environment
            ? handle(context, environment)
            : context.AnswerAsync(Problems.NotFound(EnvironmentResource.KindName, key.NameOrId));
    }

    private async Task GetAsync(HttpContext context, EnvironmentResource environment)
    {
        var found = await credentials.FindAsync(environment.Metadata.Id, context.RequestAborted).ConfigureAwait(false);
        await (found is null
            ? context.AnswerAsync(Problems.NoCredentials(environment.Metadata.Name))
            : context.AnswerAsync(200, found, ApiJson.Default.GitCredentials)).ConfigureAwait(false);
    }

    private async Task SetAsync(HttpContext context, EnvironmentResource environment)
    {
        if (!(await context.ReadObjectAsync(RequestBody.Json).ConfigureAwait(false)).Succeeded(out var body, out var problem))
        {
            await context.AnswerAsync(problem).ConfigureAwait(false);
            return;
        }

        GitCredentials given;
        try
        {
            given = body.Deserialize(ApiJson.Default.GitCredentials)!;
        }
        catch (JsonException unfit)
        {
            // Only the place: the message could repeat a secret.
            await context.AnswerAsync(Problems.Malformed($"The credentials cannot be read at {unfit.Path}: each member is a string.")).ConfigureAwait(false);
            return;
        }

        if (await credentials.SetAsync(environment.Metadata.Id, given, context.RequestAborted).ConfigureAwait(false))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await context.AnswerAsync(Problems.NotFound(EnvironmentResource.KindName, environment.Metadata.Name)).ConfigureAwait(false);
        }
    }

    private async Task RemoveAsync(HttpContext context, EnvironmentResource environment)
    {
        await credentials.RemoveAsync(environment.Metadata.Id, context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
