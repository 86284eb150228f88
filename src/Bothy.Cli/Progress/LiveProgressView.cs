using Bothy.Api.Logs;
using Bothy.Cli.Logs;
using Bothy.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Bothy.Cli.Progress;

/// <summary>Redraws the board in place.</summary>
internal sealed class LiveProgressView : IProgressView
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);

    private readonly Screen screen;
    private readonly TimeProvider time;
    private readonly LogTail tail = new(200);
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task drawing;
    private LiveDisplayContext? display;

    public LiveProgressView(Screen screen, TimeProvider time)
    {
        this.screen = screen;
        this.time = time;
        drawing = screen.Terminal.Live(Text.Empty).AutoClear(false).StartAsync(context =>
        {
            display = context;
            return finished.Task;
        });
    }

    public TimeSpan? Refresh => Frame;

    public void Show(IReadOnlyList<Step> steps)
    {
        var frame = (int)(time.GetElapsedTime(0) / Frame % 1000);
        var lines = ProgressBoard.Lines(steps, tail, frame, screen.Width ?? 80);
        display?.UpdateTarget(new Rows(lines.Select(IRenderable (line) => new Markup(line).Overflow(Overflow.Crop))));
    }

    public void Log(LogLine line) => tail.Add(line);

    public async ValueTask DisposeAsync()
    {
        finished.TrySetResult();
        await drawing;
    }
}
