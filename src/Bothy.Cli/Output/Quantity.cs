using System.Globalization;

namespace Bothy.Cli.Output;

/// <summary>Ages, durations and sizes in the fewest characters that still inform.</summary>
internal static class Quantity
{
    private static readonly string[] SizeUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>As in <c>42s</c>, <c>5m</c>, <c>3h12m</c>, <c>6d4h</c>; <c>0s</c> for a time in the future (clocks differ).</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { Ticks: < 0 } => "0s",
        { TotalMinutes: < 2 } => Text($"{(int)age.TotalSeconds}s"),
        { TotalHours: < 2 } => Text($"{(int)age.TotalMinutes}m"),
        { TotalDays: < 2 } => age.Minutes == 0 ? Text($"{(int)age.TotalHours}h") : Text($"{(int)age.TotalHours}h{age.Minutes}m"),
        { TotalDays: < 14 } when age.Hours > 0 => Text($"{age.Days}d{age.Hours}h"),
        _ => Text($"{age.Days}d"),
    };

    /// <summary>As in <c>85 ms</c>, <c>1.4 s</c>, <c>2 min 5 s</c>.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { Ticks: < 0 } => "0 ms",
        { TotalMilliseconds: < 999.5 } => Text($"{duration.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 59.95 } => Text($"{duration.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => Text($"{(int)duration.TotalMinutes} min {duration.Seconds} s"),
        _ => Text($"{(int)duration.TotalHours} h {duration.Minutes} min"),
    };

    /// <summary>As in <c>512 MiB</c> or <c>1.5 GiB</c>.</summary>
    public static string Size(long bytes)
    {
        double size = bytes;
        var unit = 0;
        while (size >= 1024 && unit < SizeUnits.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return Text($"{Math.Round(size, size < 10 && unit > 0 ? 1 : 0)} {SizeUnits[unit]}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
