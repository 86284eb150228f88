using System.CommandLine;
using System.CommandLine.Invocation;
using Bothy.Cli.Hosting;

namespace Bothy.Cli.Versions;

internal sealed class VersionAction(CliHost host) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        host.Out.WriteLine($"bothy {BothyVersion.Text}");
        return 0;
    }
}
