using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Bothy.Linux.Fuse;

namespace Bothy.Volumes.Serving;

/// <summary>Reads the kernel's requests. Whatever the bytes are, nothing outside of them is looked at.</summary>
internal static class RequestParser
{
    /// <summary>The header, if the request is as long as it says.</summary>
    public static bool TryHeader(ReadOnlySpan<byte> request, out FuseRequestHeader header) =>
        MemoryMarshal.TryRead(request, out header) && header.Length == request.Length;

    /// <summary>The structure behind the header; newer kernels may send more than this program knows.</summary>
    public static bool TryBody<T>(ReadOnlySpan<byte> request, out T body)
        where T : struct =>
        MemoryMarshal.TryRead(request[FuseRequestHeader.Size..], out body);

    /// <summary>A file name that ends with a zero byte.</summary>
    public static bool TryName(ReadOnlySpan<byte> request, [NotNullWhen(true)] out string? name)
    {
        var bytes = request[FuseRequestHeader.Size..];
        var end = bytes.IndexOf((byte)0);
        name = end < 0 ? null : System.Text.Encoding.UTF8.GetString(bytes[..end]);
        return name is not null;
    }

    /// <summary>A read within the file; what lies beyond its end is cut off.</summary>
    public static bool TryRead(ReadOnlySpan<byte> request, long fileLength, out long offset, out int length)
    {
        (offset, length) = (0, 0);
        if (!TryBody<FuseTransfer>(request, out var transfer) || transfer.Length > RequestBuffer.MaximumTransfer || transfer.Offset > (ulong)long.MaxValue)
        {
            return false;
        }

        offset = (long)transfer.Offset;
        length = (int)Math.Min(transfer.Length, Math.Max(0, fileLength - offset));
        return true;
    }

    /// <summary>A write with all its data.</summary>
    public static bool TryWrite(ReadOnlySpan<byte> request, out long offset, out int length)
    {
        (offset, length) = (0, 0);
        if (!TryBody<FuseTransfer>(request, out var transfer)
            || transfer.Length != request.Length - FuseRequestHeader.Size - FuseTransfer.Size
            || transfer.Offset > (ulong)(long.MaxValue - transfer.Length))
        {
            return false;
        }

        (offset, length) = ((long)transfer.Offset, (int)transfer.Length);
        return true;
    }
}
