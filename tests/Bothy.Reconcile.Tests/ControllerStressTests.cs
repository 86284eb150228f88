using System.Diagnostics;
using Bothy.Reconcile.Backoff;

namespace Bothy.Reconcile.Tests;

/// <summary>Real threads and the real clock: what only a race can show.</summary>
public sealed class ControllerStressTests
{
    private const int Keys = 20;

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Run_UnderManyProducers_NeverTwiceAtOnceAndNoWakeUpLost(int seed)
    {
        var reconciler = new VersionedReconciler(seed);
        using var queue = new ControllerQueue<int>(TimeProvider.System);
        var backoff = new BackoffOptions { First = TimeSpan.FromMilliseconds(1), Longest = TimeSpan.FromMilliseconds(4) };
        var controller = new Controller<int>(queue, reconciler, new() { Workers = 4, Backoff = backoff });
        using var stop = new CancellationTokenSource();
        var run = controller.RunAsync(stop.Token);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(producer => Task.Run(() => Produce(queue, reconciler, new Random((seed * 100) + producer)))));
        await reconciler.AllSeen.Within();
        await stop.CancelAsync();
        await run.Within();

        reconciler.Overlaps.ShouldBe(0, $"seed {seed}");
    }

    [Fact]
    public async Task Enqueue_IdleController_StartsWithinAMillisecond()
    {
        var started = new SemaphoreSlim(0);
        using var queue = new ControllerQueue<int>(TimeProvider.System);
        var controller = new Controller<int>(queue, new SignallingReconciler(started));
        using var stop = new CancellationTokenSource();
        var run = controller.RunAsync(stop.Token);
        List<double> milliseconds = [];

        for (var i = 0; i < 200; i++)
        {
            var start = Stopwatch.GetTimestamp();
            queue.Enqueue(i);
            await started.WaitAsync(TestContext.Current.CancellationToken);
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        await stop.CancelAsync();
        await run.Within();
        // Other tests run beside this one; a controller that looks now and then would be late always.
        milliseconds.Order().ElementAt(20).ShouldBeLessThan(1);
    }

    private static void Produce(ControllerQueue<int> queue, VersionedReconciler reconciler, Random random)
    {
        for (var i = 0; i < 2000; i++)
        {
            var key = random.Next(Keys);
            reconciler.Change(key);
            if (random.Next(4) == 0)
            {
                queue.EnqueueAfter(key, TimeSpan.FromMilliseconds(random.Next(3)));
            }
            else
            {
                queue.Enqueue(key);
            }
        }

        reconciler.ProducerEnded();
    }

    /// <summary>Knows the version of each key that the producers wrote, and the version that a run has read.</summary>
    private sealed class VersionedReconciler(int seed) : IReconciler<int>
    {
        private readonly TaskCompletionSource _allSeen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly int[] _written = new int[Keys];
        private readonly int[] _read = new int[Keys];
        private readonly int[] _running = new int[Keys];
        private readonly Random _random = new(seed);
        private int _producers = 4;
        private int _overlaps;

        public int Overlaps => Volatile.Read(ref _overlaps);

        public Task AllSeen => _allSeen.Task;

        public void Change(int key) => Interlocked.Increment(ref _written[key]);

        public void ProducerEnded()
        {
            Interlocked.Decrement(ref _producers);
            Check();
        }

        public async Task<ReconcileResult> ReconcileAsync(int key, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _running[key]) != 1)
            {
                Interlocked.Increment(ref _overlaps);
            }

            var version = Volatile.Read(ref _written[key]);
            var luck = Luck();
            if (luck < 3)
            {
                await Task.Yield();
            }

            Interlocked.Decrement(ref _running[key]);
            if (luck == 0)
            {
                throw new IOException("bad luck");
            }

            Volatile.Write(ref _read[key], version);
            Check();
            return luck == 1 ? ReconcileResult.RequeueAfter(TimeSpan.FromMilliseconds(1)) : ReconcileResult.Done;
        }

        private int Luck()
        {
            lock (_random)
            {
                return _random.Next(20);
            }
        }

        private void Check()
        {
            if (Volatile.Read(ref _producers) == 0 && Enumerable.Range(0, Keys).All(k => Volatile.Read(ref _read[k]) == Volatile.Read(ref _written[k])))
            {
                _allSeen.TrySetResult();
            }
        }
    }

    private sealed class SignallingReconciler(SemaphoreSlim started) : IReconciler<int>
    {
        public Task<ReconcileResult> ReconcileAsync(int key, CancellationToken cancellationToken)
        {
            started.Release();
            return Task.FromResult(ReconcileResult.Done);
        }
    }
}
