using System.Globalization;

namespace Bothy.Images.Content;

/// <summary>Adds up what the layers of one pull have done, and tells it now and then.</summary>
internal sealed class PullProgress(string name, int layers, long bytes, IProgress<ImageProgress> progress, TimeProvider time)
{
    /// <summary>Pulling is most of the work; what is left is converting.</summary>
    private const int Share = 80;

    private static readonly long Interval = TimeSpan.FromSeconds(1).Ticks;
    private long done;
    private int complete;
    private long told = long.MinValue;

    public void Add(long count)
    {
        Interlocked.Add(ref done, count);
        var now = time.GetUtcNow().Ticks;
        var last = Interlocked.Read(ref told);
        if (now - Interval >= last && Interlocked.CompareExchange(ref told, now, last) == last)
        {
            Tell();
        }
    }

    public void LayerComplete()
    {
        Interlocked.Increment(ref complete);
        Tell();
    }

    private void Tell()
    {
        var count = Interlocked.Read(ref done);
        progress.Report(new ImageProgress(
            string.Create(CultureInfo.InvariantCulture, $"Pulling {name}: {complete} of {layers} layers, {count / 1048576.0:0.0} of {bytes / 1048576.0:0.0} MiB"),
            bytes == 0 ? Share : (int)Math.Min(Share, Share * count / bytes)));
    }
}
