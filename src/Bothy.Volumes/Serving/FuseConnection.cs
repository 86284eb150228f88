using Bothy.Linux.Errors;
using Bothy.Linux.Fuse;
using Bothy.Linux.Mounts;

namespace Bothy.Volumes.Serving;

/// <summary>The descriptors of a mount and what was agreed with the kernel: all that a server needs to go on where another was killed.</summary>
/// <param name="Devices">Descriptors of the mount. Every one that ever had requests read from it must stay open.</param>
internal sealed record FuseConnection(IReadOnlyList<FuseDevice> Devices, FuseFeatures Features) : IDisposable
{
    private const uint Major = 7;

    /// <summary>The version of the protocol whose structures this program knows (Linux 5.19).</summary>
    private const uint Minor = 36;

    private const FuseFeatures Wanted = FuseFeatures.AsynchronousRead | FuseFeatures.BigWrites | FuseFeatures.AsynchronousDirectIO
        | FuseFeatures.ParallelDirectoryOperations | FuseFeatures.MaximumPages | FuseFeatures.NoOpenDirectorySupport | FuseFeatures.ExtendedInit
        | FuseFeatures.Resend;

    public bool CanResend => (Features & FuseFeatures.Resend) != 0;

    /// <summary>Mounts at an empty directory, agrees with the kernel and opens <paramref name="readers"/> descriptors.</summary>
    public static FuseConnection Mount(string target, int readers)
    {
        var device = FuseDevice.Open();
        FuseMount.Attach(device, target);
        var features = Agree(device);
        return new FuseConnection([device, .. Enumerable.Range(1, readers - 1).Select(_ => device.Clone())], features);
    }

    /// <summary>Takes the mount away; whoever has files of it open keeps them until the descriptors are closed.</summary>
    public static void Unmount(string target)
    {
        while (MountPoint.Detach(target, UnmountFlags.Detach))
        {
        }
    }

    public void Dispose()
    {
        foreach (var device in Devices)
        {
            device.Dispose();
        }
    }

    private static unsafe FuseFeatures Agree(FuseDevice device)
    {
        using var buffer = new RequestBuffer();
        var count = device.Read(buffer.Request, RequestBuffer.RequestLength);
        if (count < 0)
        {
            throw new LinuxException("read", "FUSE_INIT", (Errno)(-count));
        }

        // SAFETY: the kernel wrote count bytes there.
        var request = new ReadOnlySpan<byte>(buffer.Request, count);
        if (!RequestParser.TryHeader(request, out var header) || header.Opcode != FuseOpcode.Initialise
            || !RequestParser.TryBody<FuseInitRequest>(request, out var init) || init.Major != Major || init.Minor < Minor)
        {
            throw new IOException($"This kernel's FUSE is too old: version {Major}.{Minor} is needed, which came with Linux 5.19.");
        }

        var reply = new FuseInitReply
        {
            Major = Major,
            Minor = Math.Min(init.Minor, Minor),
            MaximumReadAhead = RequestBuffer.MaximumTransfer,
            MaximumWrite = RequestBuffer.MaximumTransfer,
            MaximumPages = RequestBuffer.MaximumTransfer / 4096,
            TimeGranularity = 1,

            // One volume's requests that wait must not keep another's from coming: each block device bounds its own.
            MaximumBackground = ushort.MaxValue,
            CongestionThreshold = ushort.MaxValue,
        };
        var features = init.Features & Wanted;
        reply.SetFeatures(features);
        Reply.Value(device, header.Unique, reply);
        return features;
    }
}
