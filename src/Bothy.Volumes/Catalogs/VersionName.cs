using System.Globalization;
using Bothy.Volumes.Heads;

namespace Bothy.Volumes.Catalogs;

/// <summary>A version's name in one word: <c>VOLUME/NUMBER</c>.</summary>
internal readonly record struct VersionName(VolumeId Volume, long Number)
{
    public static VersionName Of(VolumeVersion version) => new(version.Volume, version.Number);

    /// <exception cref="ArgumentException">It is no version's name.</exception>
    public static VersionName Parse(string text) =>
        text.Split('/') is [var volume, var number] && VolumeId.IsValid(volume)
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed > 0
            ? new(new VolumeId(volume), parsed)
            : throw new ArgumentException($"\"{text}\" is not a version's name: VOLUME/NUMBER.", nameof(text));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Volume}/{Number}");
}
