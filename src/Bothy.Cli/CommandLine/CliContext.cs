using System.CommandLine;
using Bothy.Cli.Connecting;
using Bothy.Cli.Hosting;
using Bothy.Cli.Output;

namespace Bothy.Cli.CommandLine;

/// <summary>What commands share.</summary>
internal sealed class CliContext(CliHost host, GlobalOptions globals, IReadOnlyList<string> arguments)
{
    public CliHost Host { get; } = host;

    public Screen Screen { get; } = new(host);

    public ServerChoice Choice(ParseResult parsed) => globals.Read(parsed, Host.Variable);

    public CommandHints Hints(ParseResult parsed) => new(Host, Choice(parsed));

    public Connector Connector(ParseResult parsed) => new(Host, Choice(parsed), Hints(parsed), arguments);
}
