using System.CommandLine;
using Bothy.Api.Client;
using Bothy.Api.Remotes;
using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;

namespace Bothy.Cli.Remotes;

/// <summary>The option <c>--git-access</c> of commands during which gits inside may use the user's access to their remote.</summary>
internal sealed class GitAccessOption
{
    private const string Variable = "BOTHY_GIT_ACCESS";

    private readonly Option<string?> access = new("--git-access")
    {
        Description = "What git inside may do with your access to its remote: none, fetch, push (to its own repository; the default), host (push anywhere there)",
        HelpName = "none|fetch|push|host",
    };

    public Option Option => access;

    /// <exception cref="CliException">The value is none of them.</exception>
    public GitAccess Read(ParseResult parsed, CliHost host)
    {
        var text = parsed.GetValue(access) ?? (host.Variable(Variable) is { Length: > 0 } given ? given : "push");
        return Enum.TryParse<GitAccess>(text, ignoreCase: true, out var value) && char.IsAsciiLetter(text[0])
            ? value
            : throw CliException.Usage($"--git-access {text} makes no sense", "write none, fetch, push or host");
    }

    /// <summary>Gives access while a command runs.</summary>
    public static RemoteAccess? Begin(CliHost host, BothyClient client, string environment, GitAccess access, TimeSpan delay) =>
        RemoteAccess.Begin(client, environment, null, access, new RemoteAnswer(new UserProgram(host), access, acceptNewHostKey: false), delay, host.Time);
}
