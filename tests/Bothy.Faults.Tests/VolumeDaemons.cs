using Bothy.EndToEnd.Tests.Support;

namespace Bothy.Faults.Tests;

/// <summary>The volume server and the holder of an installation.</summary>
internal static class VolumeDaemons
{
    /// <summary>True if both have what the other would need: either of the two may be killed, but not both.</summary>
    public static bool AreSafe(string data) => HasDescriptors(data, "holder") && HasDescriptors(data, "volumes");

    private static bool HasDescriptors(string data, string role)
    {
        using var process = Daemons.Find(data, role).FirstOrDefault();
        try
        {
            return process is not null && Directory.EnumerateFiles($"/proc/{process.Id}/fd").Any(file => new FileInfo(file).LinkTarget == "/dev/fuse");
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return false;
        }
    }
}
