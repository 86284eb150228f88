namespace Bothy.Linux.Processes;

/// <summary>Runs work that waits on a thread that does nothing else, and ends with it.</summary>
public static class DedicatedThread
{
    /// <param name="name">The thread's, for whoever looks at the process.</param>
    public static Task<T> RunAsync<T>(string name, Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                completion.SetResult(work());
            }
#pragma warning disable CA1031 // The awaiting caller gets the exception.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                completion.SetException(exception);
            }
        })
        {
            Name = name,
            IsBackground = true,
        };
        thread.Start();
        return completion.Task;
    }
}
