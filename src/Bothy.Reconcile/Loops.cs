using System.Runtime.ExceptionServices;

namespace Bothy.Reconcile;

/// <summary>Loops that stand or fall together: a process in which one of them has ended must not go on as if nothing had happened.</summary>
public static class Loops
{
    /// <summary>Runs them until <paramref name="stop"/>, or until the first ends by itself: then the others are cancelled too. Returns when all have ended.</summary>
    /// <exception cref="InvalidOperationException">One returned without being told to stop.</exception>
    /// <remarks>If one fails, its exception is thrown; of several, the first. A cancellation that nobody asked for is a failure.</remarks>
    public static async Task RunAsync(CancellationToken stop, params IReadOnlyList<Func<CancellationToken, Task>> loops)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ExceptionDispatchInfo? first = null;
        async Task RunOneAsync(Func<CancellationToken, Task> loop)
        {
            try
            {
                await loop(together.Token).ConfigureAwait(false);
                if (!together.IsCancellationRequested)
                {
                    throw new InvalidOperationException($"{loop.Method.DeclaringType?.Name}.{loop.Method.Name} has ended without being told to.");
                }
            }
            catch (OperationCanceledException) when (together.IsCancellationRequested)
            {
                // Told to stop.
            }
#pragma warning disable CA1031 // It is thrown when the others have ended.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(exception), null);
                await together.CancelAsync().ConfigureAwait(false);
            }
        }

        await Task.WhenAll(loops.Select(RunOneAsync)).ConfigureAwait(false);
        first?.Throw();
    }
}
