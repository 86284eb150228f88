using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bothy.Api.Json;
using Bothy.Api.Problems;
using Bothy.Api.Resources;
using Microsoft.AspNetCore.Http;

namespace Bothy.Server.Http;

/// <summary>Writes answers.</summary>
internal static class Answers
{
    public static Task AnswerAsync(this HttpContext context, Problem problem)
    {
        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return WriteAsync(context, problem.Status, "application/problem+json", problem, ReadableJson.Context.Problem);
    }

    public static Task AnswerAsync<TBody>(this HttpContext context, int status, TBody body, JsonTypeInfo<TBody> type) =>
        WriteAsync(context, status, "application/json", body, type);

    public static Task AnswerAsync<TResource>(this HttpContext context, int status, TResource resource)
        where TResource : class, IResource<TResource>
    {
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{resource.Metadata.Revision}\"");
        return WriteAsync(context, status, "application/json", resource, TResource.Definition.Json);
    }

    private static Task WriteAsync<TBody>(HttpContext context, int status, string contentType, TBody body, JsonTypeInfo<TBody> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
