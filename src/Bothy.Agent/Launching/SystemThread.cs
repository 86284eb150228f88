using System.Runtime.ExceptionServices;
using Bothy.Agent.Init;
using Bothy.Linux.Namespaces;

namespace Bothy.Agent.Launching;

/// <summary>
/// Starts processes in a process and mount namespace of their own, where the first one is process 1, as an init system must be. Namespaces belong
/// to threads: this one does nothing else, and whatever it starts is a child of the agent all the same.
/// </summary>
internal sealed class SystemThread
{
    private readonly Turnstile asked = new();
    private readonly Turnstile answered = new();
    private Func<int>? work;
    private int result;
    private ExceptionDispatchInfo? failure;

    /// <exception cref="Bothy.Linux.Errors.LinuxException">The kernel refused the namespaces.</exception>
    public SystemThread()
    {
        new Thread(Serve, maxStackSize: 256 * 1024) { IsBackground = true, Name = "system" }.Start();
        Run(static () =>
        {
            ThreadNamespaces.UnshareProcesses();
            return 0;
        });
    }

    /// <summary>Has the thread do <paramref name="start"/>, and waits for it. Call on the loop only.</summary>
    public int Run(Func<int> start)
    {
        work = start;
        asked.Open();
        answered.Pass(Timeout.InfiniteTimeSpan);
        failure?.Throw();
        return result;
    }

    private void Serve()
    {
        while (true)
        {
            asked.Pass(Timeout.InfiniteTimeSpan);
            failure = null;
            try
            {
                result = work!();
            }
#pragma warning disable CA1031 // Whoever asked gets the exception.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            answered.Open();
        }
    }
}
