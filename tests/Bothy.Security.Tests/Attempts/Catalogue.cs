using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests.Attempts;

/// <summary>All attempts.</summary>
public static class Catalogue
{
    public static IReadOnlyList<Attempt> All { get; } =
    [
        .. KernelFiles.All,
        .. SystemCalls.All,
        .. Neighbours.All,
        .. HostUsers.All,
        .. Disks.All,
        .. Roots.All,
        .. Bombs.All,
    ];
}
