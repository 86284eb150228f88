namespace Bothy.Server.Tests;

/// <summary>Awaits with a deadline instead of sleeping.</summary>
internal static class Deadline
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task Within(this Task task) => task.WaitAsync(Limit, Cancellation);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Limit, Cancellation);

    public static Task<T> Within<T>(this ValueTask<T> task) => task.AsTask().Within();

    /// <summary>Looks again and again until the condition holds.</summary>
    public static async Task Until(Func<Task<bool>> condition)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        late.CancelAfter(Limit);
        while (!await condition())
        {
            await Task.Delay(Pause, late.Token);
        }
    }

    public static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));
}
