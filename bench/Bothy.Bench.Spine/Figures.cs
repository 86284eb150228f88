namespace Bothy.Bench.Spine;

/// <summary>Times of several runs of one thing.</summary>
internal sealed record Figures(string What, IReadOnlyList<double> Milliseconds)
{
    public static Figures Of(string what, int runs, Func<int, TimeSpan> run)
    {
        run(-1);
        return new Figures(what, [.. Enumerable.Range(0, runs).Select(run).Select(time => time.TotalMilliseconds).Order()]);
    }

    public double Median => Milliseconds[Milliseconds.Count / 2];

    public override string ToString() => $"| {What} | {Milliseconds[0]:0} | {Median:0} | {Milliseconds[^1]:0} | {Milliseconds.Count} |";
}
