using System.Net;
using Bothy.Api.Problems;

namespace Bothy.Api.Client;

/// <summary>The server refused a request. <see cref="Exception.Message"/> is fit for people.</summary>
public class ApiException : Exception
{
    public ApiException(Problem problem)
        : base(Describe(problem)) => Problem = problem;

    public Problem Problem { get; }

    public HttpStatusCode Status => (HttpStatusCode)Problem.Status;

    public string Title => Problem.Title;

    public string? Detail => Problem.Detail;

    /// <summary>One of <see cref="ProblemReason"/>.</summary>
    public string? Reason => Problem.Reason;

    /// <summary>Everything that is wrong with the request's body; empty if it is not about the body.</summary>
    public IReadOnlyList<ProblemError> Errors => Problem.Errors ?? [];

    private static string Describe(Problem problem) =>
        string.Join(Environment.NewLine, [problem.Detail ?? problem.Title, .. (problem.Errors ?? []).Select(error => "  " + error)]);
}
