namespace Bothy.Agent.Init;

/// <summary>Lets one waiting thread pass for each opening, like an <see cref="AutoResetEvent"/> that needs no disposal.</summary>
internal sealed class Turnstile
{
    private readonly object gate = new();
    private bool open;

    public void Open()
    {
        lock (gate)
        {
            open = true;
            Monitor.Pulse(gate);
        }
    }

    public void Pass(TimeSpan patience)
    {
        lock (gate)
        {
            if (!open)
            {
                Monitor.Wait(gate, patience);
            }

            open = false;
        }
    }
}
