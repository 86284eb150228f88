using Bothy.Api.Environments;
using Bothy.Reconcile;
using Bothy.Runner.Failing;
using Bothy.Runner.Logs;
using Bothy.Runner.Status;

namespace Bothy.Runner.Environments;

/// <summary>Takes one environment of this host to where its spec wants it.</summary>
internal sealed class EnvironmentReconciler(
    EnvironmentCache environments,
    EnvironmentStart start,
    EnvironmentStop stop,
    EnvironmentDeletion deletion,
    StatusBoard board,
    EnvironmentLogs logs,
    TimeProvider time) : IReconciler<Guid>
{
    /// <summary>How soon an environment that failed is looked at again, at the latest; the queue's own backoff comes first.</summary>
    private static readonly TimeSpan RetryIn = TimeSpan.FromSeconds(10);

    public async Task<ReconcileResult> ReconcileAsync(Guid key, CancellationToken cancellationToken)
    {
        if (environments.Find(key) is not { } environment)
        {
            return ReconcileResult.Done;
        }

        board.Seed(key, environment.Status);
        using var run = environments.BeginRun(environment, cancellationToken);
        try
        {
            var finished = await TakeAsync(environment, run.Token);
            return finished ? ReconcileResult.Done : ReconcileResult.RequeueAfter(TimeSpan.Zero);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The spec took another turn: begin again from what is.
            return ReconcileResult.RequeueAfter(TimeSpan.Zero);
        }
        catch (EnvironmentFault fault)
        {
            Report(environment, fault);
            if (fault.Retry)
            {
                throw;
            }

            throw new TerminalException(fault.Message, fault);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Report(environment, new EnvironmentFault("machine", "Unexpected", exception.Message, retry: true, exception));
            throw;
        }
    }

    /// <returns>False if another run must follow at once.</returns>
    private async Task<bool> TakeAsync(EnvironmentResource environment, CancellationToken cancellationToken)
    {
        if (environment.Metadata.DeletedAt is not null)
        {
            await deletion.RunAsync(environment, cancellationToken);
            return true;
        }

        if (environment.Spec.DesiredPhase == DesiredPhase.Stopped)
        {
            await stop.RunAsync(environment, EnvironmentPhase.Stopped, cancellationToken);
            return true;
        }

        return await start.RunAsync(environment, cancellationToken);
    }

    private void Report(EnvironmentResource environment, EnvironmentFault fault)
    {
        // Each attempt fails alike; the log says it once, the status how often it is tried.
        if (board.Find(environment.Metadata.Id)?.Failures?.Any(known => known.Part == fault.Part && known.Message == fault.Message) != true)
        {
            logs.Of(environment.Metadata.Id).Error(fault.Part, fault.Message);
        }

        board.Change(environment.Metadata.Id, status => (status with
        {
            ObservedGeneration = environment.Metadata.Generation,
            Activity = null,
        }).WithFailure(new Failure
        {
            Part = fault.Part,
            Reason = fault.Reason,
            Message = fault.Message,
            At = time.GetUtcNow(),
            RetryAt = fault.Retry ? time.GetUtcNow() + RetryIn : null,
        }));
    }
}
