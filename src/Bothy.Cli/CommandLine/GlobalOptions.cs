using System.CommandLine;
using Bothy.Cli.Connecting;

namespace Bothy.Cli.CommandLine;

/// <summary>Options that every command takes: which server it talks to.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Data { get; } = new("--data")
    {
        Description = "Data directory of the installation on this host (BOTHY_DATA; /var/lib/bothy)",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<string?> Server { get; } = new("--server")
    {
        Description = "Talk to this server instead of the one on this host (BOTHY_SERVER)",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<string?> TokenFile { get; } = new("--token-file")
    {
        Description = "File with the bearer token for --server (BOTHY_TOKEN_FILE)",
        HelpName = "FILE",
        Recursive = true,
    };

    public void AddTo(RootCommand root)
    {
        root.Add(Data);
        root.Add(Server);
        root.Add(TokenFile);
    }

    public ServerChoice Read(ParseResult parsed, Func<string, string?> variable) =>
        ServerChoice.From(parsed.GetValue(Data), parsed.GetValue(Server), parsed.GetValue(TokenFile), variable);
}
