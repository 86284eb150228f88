using Bothy.Cli.Hosting;

namespace Bothy.Cli.Exec;

/// <summary>Tells of a lost connection, once it has been lost for long enough to be noticed.</summary>
internal sealed class OutageNotice(CliHost host)
{
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private ITimer? timer;
    private bool told;

    /// <summary>True while there is no connection.</summary>
    public bool IsOut { get; private set; }

    public void Begin(Exception reason)
    {
        lock (gate)
        {
            IsOut = true;
            timer?.Dispose();
            timer = host.Time.CreateTimer(_ => Tell(reason), null, Noticeable, Timeout.InfiniteTimeSpan);
        }
    }

    public void End()
    {
        lock (gate)
        {
            IsOut = false;
            timer?.Dispose();
            if (told)
            {
                host.Error.WriteLine("bothy: connected again");
            }

            told = false;
        }
    }

    private void Tell(Exception reason)
    {
        lock (gate)
        {
            if (IsOut)
            {
                told = true;
                host.Error.WriteLine($"bothy: the connection is lost ({Output.Printable.Line(reason.Message)}); trying to connect again, Ctrl-C gives up");
            }
        }
    }
}
