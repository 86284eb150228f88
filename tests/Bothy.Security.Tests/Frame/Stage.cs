namespace Bothy.Security.Tests.Frame;

/// <summary>What the host prepared for one attempt.</summary>
public sealed record Stage : IAsyncDisposable
{
    /// <summary>The payload's arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Looks at the host while the payload holds what it took, which it says by the line <c>holding</c>; its outcome is the attempt's.</summary>
    public Func<Task<Outcome>>? WhileHolding { get; init; }

    /// <summary>Looks at the host when the payload has ended; its outcome is the attempt's.</summary>
    public Func<Task<Outcome>>? Afterwards { get; init; }

    public Func<ValueTask>? Undo { get; init; }

    public ValueTask DisposeAsync() => Undo?.Invoke() ?? ValueTask.CompletedTask;
}
