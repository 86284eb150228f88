using System.Buffers.Binary;
using System.Text;
using Bothy.Linux.Fuse;

namespace Bothy.Volumes.Serving;

/// <summary>Entries of the mount's directory as the kernel reads them (struct fuse_dirent).</summary>
internal static class DirectoryListing
{
    private const int EntryHeader = 24;
    private const uint RegularFile = 8;

    /// <summary>As many entries as fit, behind room for the reply's header.</summary>
    /// <param name="after">Inode number of the last entry that the kernel has; 0 for none.</param>
    public static byte[] Write(IEnumerable<ServedFile> files, ulong after, int most)
    {
        var listing = new MemoryStream();
        listing.Write(stackalloc byte[FuseReplyHeader.Size]);
        Span<byte> entry = stackalloc byte[EntryHeader];
        foreach (var file in files.Where(file => file.Node > after).OrderBy(file => file.Node))
        {
            var name = Encoding.UTF8.GetBytes(file.Name);
            var padded = (EntryHeader + name.Length + 7) & ~7;
            if (listing.Length - FuseReplyHeader.Size + padded > most)
            {
                break;
            }

            BinaryPrimitives.WriteUInt64LittleEndian(entry, file.Node);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], file.Node);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], (uint)name.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[20..], RegularFile);
            listing.Write(entry);
            listing.Write(name);
            listing.Write(new byte[padded - EntryHeader - name.Length]);
        }

        return listing.ToArray();
    }
}
