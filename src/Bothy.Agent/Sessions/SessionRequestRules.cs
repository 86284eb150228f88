using Bothy.Agent.Connections;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Sessions;

namespace Bothy.Agent.Sessions;

/// <summary>What values a request to start a session may have.</summary>
internal static class SessionRequestRules
{
    private const int LongestId = 64;
    private const int LongestDetachTimeout = 604_800;

    /// <exception cref="OperationFailedException">A value is out of range.</exception>
    public static void Check(ExecRequest request)
    {
        CheckId(request.Session);
        Require(request.Arguments is null || request.ShellCommand is null, "a request has either arguments or a shell command, not both");
        Require(request.Arguments is not { Count: 0 }, "the arguments do not name a program");
        Require(request.WorkingDirectory is null || request.WorkingDirectory.StartsWith('/'), $"the working directory {request.WorkingDirectory} is not an absolute path");
        Require(request.DetachTimeoutSeconds is null or (>= 1 and <= LongestDetachTimeout), $"the detach timeout is not between 1 and {LongestDetachTimeout} seconds");
        Require(
            request.Environment?.Keys.All(name => name.Length > 0 && !name.Contains('=', StringComparison.Ordinal)) ?? true,
            "an environment variable's name is empty or has a '='");
        Require(
            AllText(request).All(text => !text.Contains('\0', StringComparison.Ordinal)), "a string holds a NUL character, which no program can receive");
        if (request.Terminal is { } size)
        {
            CheckSize(size);
        }
    }

    /// <inheritdoc cref="Check"/>
    public static void CheckSize(TerminalSize size) => Require(
        size.Columns is >= 1 and <= ushort.MaxValue && size.Rows is >= 1 and <= ushort.MaxValue,
        $"a terminal of {size.Columns} columns and {size.Rows} rows cannot be");

    /// <inheritdoc cref="Check"/>
    public static void CheckId(string id) => Require(
        id.Length is >= 1 and <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'),
        $"a session id is 1 to {LongestId} letters, digits, '-', '_' and '.'");

    private static IEnumerable<string> AllText(ExecRequest request) =>
        new[] { request.ShellCommand, request.WorkingDirectory, request.User }.OfType<string>()
            .Concat(request.Arguments ?? [])
            .Concat(request.Environment?.SelectMany(pair => new[] { pair.Key, pair.Value ?? "" }) ?? []);

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new OperationFailedException(AgentReason.InvalidRequest, $"The request cannot be served: {what}.");
        }
    }
}
