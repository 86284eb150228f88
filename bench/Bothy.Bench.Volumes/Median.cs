namespace Bothy.Bench.Volumes;

/// <summary>The middle of what was measured, the upper one of two.</summary>
internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
