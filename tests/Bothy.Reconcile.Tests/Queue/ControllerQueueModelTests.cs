using Microsoft.Extensions.Time.Testing;

namespace Bothy.Reconcile.Tests.Queue;

public sealed class ControllerQueueModelTests
{
    private static readonly string[] Keys = ["a", "b", "c", "d"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task AnySequence_OfCalls_DoesWhatTheModelDoes(int seed)
    {
        for (var run = 0; run < 200; run++)
        {
            await RunOneSequence(new Random((seed * 1000) + run), $"seed {seed}, run {run}");
        }
    }

    private static async Task RunOneSequence(Random random, string name)
    {
        var time = new FakeTimeProvider();
        using var queue = new ControllerQueue<string>(time);
        var model = new QueueModel();
        for (var step = 0; step < 100; step++)
        {
            var key = Keys[random.Next(Keys.Length)];
            var at = $"{name}, step {step}";
            switch (random.Next(6))
            {
                case 0:
                    queue.Enqueue(key);
                    model.Enqueue(key, isEvent: true);
                    break;
                case 1:
                    queue.EnqueueInBackground(key);
                    model.Enqueue(key, isEvent: false);
                    break;
                case 2:
                    var delay = model.NextFreeDelay(random.Next(1, 10));
                    queue.EnqueueAfter(key, TimeSpan.FromSeconds(delay));
                    model.EnqueueAfter(key, delay);
                    break;
                case 3 when model.ReadyCount > 0:
                    var taken = await queue.TakeAsync(TestContext.Current.CancellationToken).Within();
                    taken.Key.ShouldBe(model.Take(), at);
                    break;
                case 4 when model.Running.Count > 0:
                    var ended = model.Running.Order().ElementAt(random.Next(model.Running.Count));
                    int? nextRun = random.Next(2) == 0 ? null : model.NextFreeDelay(random.Next(1, 10));
                    queue.Complete(ended, nextRun is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
                    model.Complete(ended, nextRun);
                    break;
                default:
                    time.Advance(TimeSpan.FromSeconds(1));
                    model.Tick();
                    break;
            }

            queue.ReadyCount.ShouldBe(model.ReadyCount, at);
            queue.DelayedCount.ShouldBe(model.DelayedCount, at);
        }
    }
}
