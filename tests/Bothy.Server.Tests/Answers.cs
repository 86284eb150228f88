using System.Net;
using System.Text.Json;
using Bothy.Api.Json;
using Bothy.Api.Problems;

namespace Bothy.Server.Tests;

/// <summary>Reads what the server answered.</summary>
internal static class Answers
{
    /// <summary>Every error is problem details that agree with the status and tell what happened.</summary>
    public static async Task<Problem> ShouldBeProblem(this Task<HttpResponseMessage> sent, HttpStatusCode status, string reason)
    {
        using var response = await sent;
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, body);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = JsonSerializer.Deserialize(body, ApiJson.Default.Problem)!;
        problem.Status.ShouldBe((int)status);
        problem.Reason.ShouldBe(reason);
        problem.Title.ShouldNotBeNullOrWhiteSpace();
        problem.Detail.ShouldNotBeNullOrWhiteSpace();
        body.ShouldNotContain("   at ");
        return problem;
    }
}
