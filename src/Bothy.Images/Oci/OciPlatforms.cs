using System.Runtime.InteropServices;

namespace Bothy.Images.Oci;

/// <summary>What images must be made for to run on this host.</summary>
internal static class OciPlatforms
{
    public static OciPlatform Host { get; } = new()
    {
        Os = "linux",
        Architecture = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "amd64",
            Architecture.Arm64 => "arm64",
            var other => other.ToString().ToLowerInvariant(),
        },
    };
}
