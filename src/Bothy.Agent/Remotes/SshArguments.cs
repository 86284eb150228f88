using System.Globalization;

namespace Bothy.Agent.Remotes;

/// <summary>The arguments that git gives to an ssh program (git-config(1), <c>ssh.variant</c>).</summary>
internal sealed record SshArguments(string? User, string Host, int? Port, string Command)
{
    /// <summary>Null where they ask for something else than git does.</summary>
    public static SshArguments? Parse(IReadOnlyList<string> arguments)
    {
        int? port = null;
        var index = 0;
        for (; index < arguments.Count && arguments[index].StartsWith('-'); index++)
        {
            switch (arguments[index])
            {
                case "-4" or "-6":
                    break;
                case "-o" when index + 1 < arguments.Count && arguments[index + 1] == "SendEnv=GIT_PROTOCOL":
                    index++;
                    break;
                case "-p" when index + 1 < arguments.Count
                    && int.TryParse(arguments[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                    port = number;
                    index++;
                    break;
                default:
                    return null;
            }
        }

        if (arguments.Count != index + 2)
        {
            return null;
        }

        var at = arguments[index].LastIndexOf('@');
        return new SshArguments(at < 0 ? null : arguments[index][..at], arguments[index][(at + 1)..].Trim('[', ']'), port, arguments[index + 1]);
    }
}
