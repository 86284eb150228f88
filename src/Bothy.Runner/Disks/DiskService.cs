using Bothy.Runner.Configuration;
using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Hosting;

namespace Bothy.Runner.Disks;

/// <summary>Says which processes the disks of a data directory need.</summary>
public static class DiskService
{
    /// <summary>True if disks are, or are to be, served by <c>bothyd volumes</c>, which then must run, with its holder.</summary>
    public static bool IsServed(string dataDirectory)
    {
        try
        {
            return IsServed(dataDirectory, RunnerConfiguration.Read(dataDirectory).Disks);
        }
        catch (InvalidDataException)
        {
            // The runner says why.
            return HasServed(dataDirectory);
        }
    }

    internal static bool IsServed(string dataDirectory, DiskConfiguration configuration) => MakesServed(configuration) || HasServed(dataDirectory);

    /// <summary>True if new disks are served.</summary>
    internal static bool MakesServed(DiskConfiguration configuration) => configuration.Served ?? ServingKernel.KeepsRequests;

    private static bool HasServed(string dataDirectory)
    {
        var local = VolumePaths.Local(dataDirectory);
        return Directory.Exists(local) && Directory.EnumerateDirectories(local).Any();
    }
}
