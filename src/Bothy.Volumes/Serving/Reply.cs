using System.Runtime.CompilerServices;
using Bothy.Linux.Errors;
using Bothy.Linux.Fuse;

namespace Bothy.Volumes.Serving;

/// <summary>Answers to the kernel. That nobody waits any more is no error: the request was sent again, or its mount is gone.</summary>
internal static unsafe class Reply
{
    /// <summary>Answers with nothing but an outcome.</summary>
    public static void Outcome(FuseDevice device, ulong unique, Errno error)
    {
        var header = new FuseReplyHeader { Length = FuseReplyHeader.Size, Error = -(int)error, Unique = unique };
        device.Write((byte*)&header, FuseReplyHeader.Size);
    }

    /// <summary>Answers with a structure.</summary>
    public static void Value<T>(FuseDevice device, ulong unique, in T value)
        where T : unmanaged
    {
        var length = FuseReplyHeader.Size + sizeof(T);
        var reply = stackalloc byte[length];
        *(FuseReplyHeader*)reply = new() { Length = (uint)length, Unique = unique };
        Unsafe.WriteUnaligned(reply + FuseReplyHeader.Size, value);
        device.Write(reply, length);
    }

    /// <summary>Answers with data that lie in memory with room for a header before them.</summary>
    /// <param name="data">The first byte; the 16 bytes before it are overwritten.</param>
    public static void Data(FuseDevice device, ulong unique, byte* data, int length)
    {
        // SAFETY: the caller's memory has room for the header before the data.
        var reply = data - FuseReplyHeader.Size;
        *(FuseReplyHeader*)reply = new() { Length = (uint)(FuseReplyHeader.Size + length), Unique = unique };
        device.Write(reply, FuseReplyHeader.Size + length);
    }

    /// <summary>The error number that says best what went wrong.</summary>
    public static Errno ErrorOf(Exception exception) => exception is LinuxException { Errno: Errno.ENOSPC or Errno.EROFS } known ? known.Errno : Errno.EIO;
}
