using Bothy.Linux.Pidfds;
using Bothy.Linux.Processes;

namespace Bothy.Daemon.Supervision;

/// <summary>A process under supervision: started here, or found running.</summary>
internal sealed class RunningProcess(int id, PidFd handle, bool ownChild) : IDisposable
{
    public int Id => id;

    public bool OwnChild => ownChild;

    public Task WaitForExitAsync(CancellationToken cancellationToken) => handle.WaitForExitAsync(cancellationToken);

    /// <summary>Asks it to end, and kills it when it has not after <paramref name="grace"/>.</summary>
    /// <returns>False if it had to be killed.</returns>
    public async Task<bool> StopAsync(TimeSpan grace, TimeProvider time)
    {
        handle.Send(Signal.Terminate);
        using var late = new CancellationTokenSource(grace, time);
        try
        {
            await handle.WaitForExitAsync(late.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            handle.Send(Signal.Kill);
            await handle.WaitForExitAsync(CancellationToken.None);
            return false;
        }
    }

    /// <summary>The exit code (128 + signal when killed) of an own child that has ended, which is then gone; null for another's.</summary>
    public int? Reap() => ownChild ? ChildProcess.Wait(id) : null;

    public void Dispose() => handle.Dispose();
}
