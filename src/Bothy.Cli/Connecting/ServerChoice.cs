using Bothy.Cli.Errors;

namespace Bothy.Cli.Connecting;

/// <summary>The server a command talks to: a remote one by URL, else the one of a data directory on this host.</summary>
/// <param name="DataDirectory">Absolute.</param>
/// <param name="Remote">Null for the one on this host.</param>
/// <param name="GivenData">True if <c>--data</c> was given, and so has to be repeated in hints.</param>
internal sealed record ServerChoice(string DataDirectory, RemoteServer? Remote, bool GivenData)
{
    public const string DefaultDataDirectory = "/var/lib/bothy";

    /// <exception cref="CliException">The options contradict each other, or the URL is none.</exception>
    public static ServerChoice From(string? data, string? server, string? tokenFile, Func<string, string?> variable)
    {
        if (data is not null && server is not null)
        {
            throw CliException.Usage("--data and --server name two different servers", "give one of them");
        }

        if (data is { Length: 0 })
        {
            throw CliException.Usage("--data is empty", "name a directory");
        }

        var directory = Path.GetFullPath(data ?? NotEmpty(variable("BOTHY_DATA")) ?? DefaultDataDirectory);
        var url = data is not null ? null : server ?? NotEmpty(variable("BOTHY_SERVER"));
        if (url is null)
        {
            return tokenFile is null
                ? new ServerChoice(directory, null, data is not null)
                : throw CliException.Usage("--token-file goes with --server", "name the server too: --server URL");
        }

        return new ServerChoice(directory, RemoteServer.From(url, tokenFile ?? NotEmpty(variable("BOTHY_TOKEN_FILE"))), false);
    }

    private static string? NotEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
