using Bothy.Api.Logs;

namespace Bothy.Cli.Progress;

/// <summary>Shows how an environment comes up: redrawn on a terminal, a line a change elsewhere. Disposed, it leaves the last state standing.</summary>
internal interface IProgressView : IAsyncDisposable
{
    /// <summary>How often to show the same again, for what moves by itself; null if never.</summary>
    TimeSpan? Refresh { get; }

    void Show(IReadOnlyList<Step> steps);

    void Log(LogLine line);
}
