namespace Bothy.Api.Problems;

/// <summary>Why a request failed: RFC 9457 problem details, <c>application/problem+json</c>.</summary>
public sealed record Problem
{
    /// <summary>Always <c>about:blank</c>: <see cref="Reason"/> is the word for programs.</summary>
    public string Type { get; set; } = "about:blank";

    /// <summary>The HTTP status code.</summary>
    public int Status { get; init; }

    /// <summary>The kind of problem in a few words.</summary>
    public string Title { get; set; } = "";

    /// <summary>What happened, to what, and what to do next.</summary>
    public string? Detail { get; init; }

    /// <summary>One of <see cref="ProblemReason"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>Everything that is wrong with the request's body.</summary>
    public IReadOnlyList<ProblemError>? Errors { get; init; }
}
