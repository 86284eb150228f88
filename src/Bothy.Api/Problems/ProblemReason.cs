namespace Bothy.Api.Problems;

/// <summary>The words for programs in <see cref="Problem.Reason"/>.</summary>
public static class ProblemReason
{
    /// <summary>400: not JSON, or a query parameter that cannot be read.</summary>
    public const string Malformed = "Malformed";

    /// <summary>401: the bearer token is missing or wrong.</summary>
    public const string Unauthorized = "Unauthorized";

    /// <summary>403 or 421: the request comes from a web page of another origin.</summary>
    public const string CrossSite = "CrossSite";

    /// <summary>404.</summary>
    public const string NotFound = "NotFound";

    /// <summary>405.</summary>
    public const string MethodNotAllowed = "MethodNotAllowed";

    /// <summary>409: the name is taken.</summary>
    public const string AlreadyExists = "AlreadyExists";

    /// <summary>409: the state of this or another resource does not allow it.</summary>
    public const string Conflict = "Conflict";

    /// <summary>409: the environment does not run.</summary>
    public const string NotRunning = "NotRunning";

    /// <summary>410: the change feed no longer reaches back that far; list again.</summary>
    public const string Gone = "Gone";

    /// <summary>412: <c>If-Match</c> names an old revision.</summary>
    public const string Stale = "Stale";

    /// <summary>413: the body is over 1 MiB.</summary>
    public const string TooLarge = "TooLarge";

    /// <summary>415.</summary>
    public const string UnsupportedMediaType = "UnsupportedMediaType";

    /// <summary>422: the document breaks rules; <see cref="Problem.Errors"/> lists them all.</summary>
    public const string Invalid = "Invalid";

    /// <summary>426: the path speaks WebSocket only.</summary>
    public const string UpgradeRequired = "UpgradeRequired";

    /// <summary>428: <c>If-Match</c> is missing.</summary>
    public const string PreconditionRequired = "PreconditionRequired";

    /// <summary>500: a fault of the server's.</summary>
    public const string Internal = "Internal";

    /// <summary>503: the runner is not connected.</summary>
    public const string RunnerUnavailable = "RunnerUnavailable";

    /// <summary>503: the server is too busy or is stopping.</summary>
    public const string Unavailable = "Unavailable";

    /// <summary>504: the runner did not answer in time.</summary>
    public const string Timeout = "Timeout";
}
