namespace Bothy.Cli.Terminals;

/// <summary>Sends what is typed to a session, until its escape keys are typed.</summary>
internal sealed class Keyboard(Stream terminal)
{
    private const int BufferBytes = 4096;

    private readonly TaskCompletionSource leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EscapeKeys escape = new();

    /// <summary>Completes when the user leaves the session.</summary>
    public Task Leaving => leaving.Task;

    /// <summary>Begins, on a thread of its own that lasts as long as the process: a read of a terminal cannot be cancelled.</summary>
    public void SendTo(Stream session)
    {
        var thread = new Thread(() => Run(session)) { IsBackground = true, Name = "keyboard" };
        thread.Start();
    }

    private void Run(Stream session)
    {
        var typed = new byte[BufferBytes];
        var passed = new byte[BufferBytes + 1];
        try
        {
            while (terminal.Read(typed) is > 0 and var count)
            {
                var (length, leave) = escape.Take(typed.AsSpan(0, count), passed);
                if (length > 0)
                {
                    // A thread that only waits here may as well block.
                    session.WriteAsync(passed.AsMemory(0, length)).AsTask().Wait();
                }

                if (leave)
                {
                    leaving.TrySetResult();
                    return;
                }
            }
        }
        catch (Exception error) when (error is IOException or AggregateException or ObjectDisposedException)
        {
            // The session takes no more.
            return;
        }

        // The terminal has gone away.
        leaving.TrySetResult();
    }
}
