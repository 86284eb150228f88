using Bothy.Cli.Hosting;
using Bothy.Cli.Output;

namespace Bothy.Cli.Progress;

internal static class ProgressView
{
    /// <summary>The view that suits standard output.</summary>
    public static IProgressView For(CliHost host, Screen screen) =>
        host.OutIsRich ? new LiveProgressView(screen, host.Time) : new PlainProgressView(host.Out);
}
