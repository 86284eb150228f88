using Bothy.Api.Problems;

namespace Bothy.Server.Http;

/// <summary>The problems that this API answers with.</summary>
internal static class Problems
{
    public static Problem Malformed(string detail) => Of(400, "Malformed request", ProblemReason.Malformed, detail);

    public static Problem Unauthorized() => Of(
        401, "Unauthorized", ProblemReason.Unauthorized, "The bearer token is missing or wrong. It is in server/token of the server's data directory.");

    public static Problem CrossSite(string detail) => Of(403, "Cross-site request", ProblemReason.CrossSite, detail);

    public static Problem Misdirected(string host) => Of(
        421, "Misdirected request", ProblemReason.CrossSite, $"This server does not answer for the host '{host}'. Use the address in server/endpoint.json.");

    public static Problem NoSuchPath(string path) => Of(404, "Not found", ProblemReason.NotFound, $"There is nothing at {path}. The API is described at /api/v1/openapi.json.");

    public static Problem NotFound(string kind, string name) => Of(404, "Not found", ProblemReason.NotFound, $"There is no {kind} '{name}'.");

    public static Problem NoCredentials(string environment) => Of(404, "Not found", ProblemReason.NotFound, $"Environment '{environment}' has no credentials.");

    public static Problem NoSuchTunnel(string tunnel) => Of(404, "Not found", ProblemReason.NotFound, $"Nobody waits for tunnel {tunnel} any more.");

    public static Problem MethodNotAllowed(string method, string path) => Of(
        405, "Method not allowed", ProblemReason.MethodNotAllowed, $"{path} does not take {method}.");

    public static Problem AlreadyExists(string kind, string name, bool deleting) => Of(
        409,
        "Already exists",
        ProblemReason.AlreadyExists,
        deleting
            ? $"{kind} '{name}' is still being deleted. Wait until it is gone, or choose another name."
            : $"{kind} '{name}' exists already. Choose another name, or change the existing one.");

    public static Problem Conflict(string detail) => Of(409, "Conflict", ProblemReason.Conflict, detail);

    public static Problem NotRunning(string detail) => Of(409, "Not running", ProblemReason.NotRunning, detail);

    public static Problem Refused(string reason, string detail) => Of(409, "Refused by the runner", reason, detail);

    public static Problem Gone(long since) => Of(
        410, "Gone", ProblemReason.Gone, $"The change feed cannot continue from revision {since}. List again, and watch from the list's revision.");

    public static Problem Stale(string kind, string name, long expected, long current) => Of(
        412,
        "Stale revision",
        ProblemReason.Stale,
        $"{kind} '{name}' is at revision {current}, not {expected}: someone changed it meanwhile. Get it again, make the change there, and send If-Match: \"{current}\".");

    public static Problem TooLarge(int limit) => Of(413, "Too large", ProblemReason.TooLarge, $"The body is over {limit >> 10} KiB.");

    public static Problem UnsupportedMediaType(string? actual, string expected) => Of(
        415, "Unsupported media type", ProblemReason.UnsupportedMediaType, $"The body's type is {(string.IsNullOrEmpty(actual) ? "not given" : actual)}; send {expected}.");

    public static Problem Invalid(string kind, IReadOnlyList<ProblemError> errors) => Of(
        422, "Invalid", ProblemReason.Invalid, $"The {kind} is not valid: {errors.Count} {(errors.Count == 1 ? "error" : "errors")}.") with { Errors = errors };

    public static Problem UpgradeRequired() => Of(426, "Upgrade required", ProblemReason.UpgradeRequired, "This path speaks WebSocket only.");

    public static Problem PreconditionRequired() => Of(
        428, "Precondition required", ProblemReason.PreconditionRequired, "Send If-Match with the metadata.revision that you read, so that nobody's change is lost.");

    public static Problem Internal(string trace) => Of(
        500, "Internal error", ProblemReason.Internal, $"The server failed. Its log says why, under {trace}.");

    public static Problem RunnerUnavailable(string detail) => Of(503, "Runner unavailable", ProblemReason.RunnerUnavailable, detail);

    public static Problem Unavailable(string detail) => Of(503, "Unavailable", ProblemReason.Unavailable, detail);

    public static Problem Timeout(string detail) => Of(504, "Runner did not answer", ProblemReason.Timeout, detail);

    private static Problem Of(int status, string title, string reason, string detail) =>
        new() { Status = status, Title = title, Reason = reason, Detail = detail };
}
