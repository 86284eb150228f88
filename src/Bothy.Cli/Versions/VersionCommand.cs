using System.CommandLine;
using Bothy.Cli.Hosting;

namespace Bothy.Cli.Versions;

/// <summary><c>bothy version</c></summary>
internal static class VersionCommand
{
    public static Command Create(CliHost host) => new("version", "Say which release this is") { Action = new VersionAction(host) };
}
