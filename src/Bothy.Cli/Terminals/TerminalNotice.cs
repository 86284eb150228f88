using System.Text;
using Bothy.Cli.Hosting;

namespace Bothy.Cli.Terminals;

/// <summary>Says on a raw terminal that the connection is lost, once it has been for long enough to be noticed, and that it is back.</summary>
internal sealed class TerminalNotice(CliHost host, string name)
{
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private ITimer? timer;
    private bool told;

    public void Begin()
    {
        lock (gate)
        {
            timer?.Dispose();
            timer = host.Time.CreateTimer(_ => Tell(), null, Noticeable, Timeout.InfiniteTimeSpan);
        }
    }

    public void End()
    {
        lock (gate)
        {
            timer?.Dispose();
            timer = null;
            if (told)
            {
                Write("connected again");
            }

            told = false;
        }
    }

    private void Tell()
    {
        lock (gate)
        {
            told = timer is not null;
            if (told)
            {
                Write($"the connection to {Output.Printable.Line(name)} is lost; connecting again; Enter ~. leaves");
            }
        }
    }

    /// <summary>To standard error: a raw terminal needs both a return and a new line.</summary>
    private void Write(string message) => host.ErrorBytes.Write(Encoding.UTF8.GetBytes($"\r\n[bothy: {message}]\r\n"));
}
