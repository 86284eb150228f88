using Bothy.Linux.Namespaces;
using Bothy.Linux.Processes;

namespace Bothy.Linux.Tests.Processes;

public sealed class PrivateThreadTests
{
    /// <summary>The pool starts threads from whichever thread has work for it, and they live where that one does.</summary>
    [Fact]
    public async Task Work_ThatLeavesTheNamespaces_IsGoneOnWithFromWhereItWasBefore()
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root, for a mount namespace");
        using var awaited = new ManualResetEventSlim();
        var work = PrivateThread.RunAsync("private", () =>
        {
            ThreadNamespaces.UnshareMounts();
            awaited.Wait(TestContext.Current.CancellationToken);
            return Mounts("/proc/thread-self");
        });
        var scheduler = new ObservedScheduler();
        var next = work.ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, scheduler);
        awaited.Set();
        await next;

        var here = Mounts("/proc/self");
        (await work).ShouldNotBe(here);
        scheduler.QueuedFrom.ShouldBe(here);
    }

    [Fact]
    public async Task Work_ThatFails_FailsForWhoeverAwaitsIt() =>
        (await Should.ThrowAsync<IOException>(() => PrivateThread.RunAsync<bool>("failing", () => throw new IOException("so")))).Message.ShouldBe("so");

    private static string Mounts(string process) => new FileInfo($"{process}/ns/mnt").LinkTarget!;

    /// <summary>Hands everything to the pool, and notes where the thread lived that had it.</summary>
    private sealed class ObservedScheduler : TaskScheduler
    {
        public string? QueuedFrom { get; private set; }

        protected override void QueueTask(Task task)
        {
            QueuedFrom = Mounts("/proc/thread-self");
            ThreadPool.QueueUserWorkItem(_ => TryExecuteTask(task));
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
