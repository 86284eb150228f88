namespace Bothy.Api.Remotes;

/// <summary>What an environment may ask for. Judged twice: by the runner, and by whoever holds the credentials.</summary>
public static class RemotePolicy
{
    private const int LongestCommand = 4096;
    private const int LongestProtocol = 64;

    /// <summary>Null if the request may be granted.</summary>
    /// <param name="remote">The remote that the environment was made from.</param>
    public static RemoteResponse? Check(GitRemote? remote, GitAccess access, RemoteRequest request)
    {
        var scheme = request.Operation == RemoteRequest.Ssh ? GitRemote.Ssh : GitRemote.Https;
        if (remote is null || !remote.IsAt(scheme, request.Host, request.Port) || (scheme == GitRemote.Ssh && request.User != remote.User))
        {
            return RemoteResponse.Refused(
                RemoteResponse.OtherRemote, $"{request.Host} is not what this environment was made from{(remote is null ? "" : $" ({remote.HostAndPort})")}.");
        }

        if (access == GitAccess.None)
        {
            return Denied("access to git remotes is switched off (--git-access none).");
        }

        return scheme == GitRemote.Ssh ? CheckCommand(remote, access, request) : null;
    }

    private static RemoteResponse? CheckCommand(GitRemote remote, GitAccess access, RemoteRequest request)
    {
        if (request.Protocol is { } protocol && (protocol.Length > LongestProtocol || !protocol.All(c => char.IsAsciiLetterOrDigit(c) || c is '=' or ':')))
        {
            return Denied("the protocol is not one that git speaks.");
        }

        if (request.Command is not { Length: <= LongestCommand } line || GitCommand.Parse(line) is not { } command)
        {
            return Denied("only git's own commands are carried to the remote.");
        }

        if (!command.Writes || access == GitAccess.Host)
        {
            return null;
        }

        return access == GitAccess.Fetch ? Denied("pushing is not allowed (--git-access fetch).")
            : remote.IsRepository(command.Path) ? null
            : Denied($"pushing is allowed to {remote.Path} only; to push elsewhere on {remote.Host}, connect with --git-access host.");
    }

    private static RemoteResponse Denied(string message) => RemoteResponse.Refused(RemoteResponse.Denied, message);
}
