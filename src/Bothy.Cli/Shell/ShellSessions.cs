using Bothy.Api.Agents;
using Bothy.Api.Agents.Messages;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Shell;

/// <summary>The sessions of <c>bothy shell</c> among all that an agent has.</summary>
internal static class ShellSessions
{
    public const int PrefixLength = 6;

    private const string Prefix = "shell-";

    public static string Id(string? name) => Prefix + (name ?? AgentClient.NewSessionId()[..12]);

    /// <summary>What the user calls it, or would.</summary>
    public static string Name(string id) => id[PrefixLength..];

    /// <exception cref="CliException">All are taken or ended.</exception>
    public static async Task<string> FindLeftAsync(AgentClient agent, string environment, CancellationToken cancellationToken)
    {
        var sessions = await agent.ListSessionsAsync(cancellationToken);
        return sessions.Where(IsLeft).MaxBy(session => session.StartedAt)?.Session
            ?? throw new CliException($"nobody left a shell in {environment}", $"open a new one: bothy shell {environment}");
    }

    private static bool IsLeft(SessionInformation session) =>
        session is { Terminal: true, Attached: false, Exit: null } && session.Session.StartsWith(Prefix, StringComparison.Ordinal);
}
