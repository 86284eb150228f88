using System.Globalization;

namespace Bothy.Volumes.Catalogs;

/// <summary>Names of cuts: those that somebody gave stay with the version that is made of the cut, those of cuts that nobody asked for do not.</summary>
internal static class CutName
{
    private const string Unasked = "saved ";

    public static string At(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{Unasked}{time:yyyy-MM-dd HH:mm:ss.fff}");

    public static bool IsUnasked(string name) => name.StartsWith(Unasked, StringComparison.Ordinal);
}
