using System.Runtime.ExceptionServices;

namespace Bothy.Linux.Processes;

/// <summary>
/// Runs work on a thread of its own that ends with it: what the work does to the thread (namespaces, credentials, working
/// directory) reaches nobody else, and the children that it starts inherit it. So would threads that it starts, for as long as they live: the work must
/// start none, and give the thread pool nothing to do, which starts its threads from whichever thread has work for it.
/// </summary>
public static class PrivateThread
{
    /// <param name="name">The thread's, for whoever looks at the process.</param>
    public static Task<T> RunAsync<T>(string name, Func<T> work) => DedicatedThread.RunAsync(name, () =>
    {
        // This thread, which is as it was, says when the work is done: whoever awaits that goes on in the pool.
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = work();
            }
#pragma warning disable CA1031 // The awaiting caller gets the exception.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        })
        {
            Name = name,
            IsBackground = true,
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    });
}
