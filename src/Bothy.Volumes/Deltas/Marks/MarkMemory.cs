using System.Numerics;
using System.Runtime.InteropServices;
using Bothy.Linux.Files;
using Bothy.Linux.Memory;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Volumes.Deltas.Marks;

/// <summary>
/// A mapped file of marks in shared memory: a head, a bit for each page of marks that is in use, and the words. It outlives the process, not
/// the host. Format: <c>docs/formats/delta.md</c>.
/// </summary>
internal sealed unsafe class MarkMemory : IDisposable
{
    private const ulong Magic = 0x314D_454D_4B52_414D;
    private const uint Version = 1;
    private const int BitsPerWord = 64;
    private readonly SafeFileHandle file;
    private readonly LazyMemory mapping;
    private readonly byte* start;
    private readonly long wordsAt;

    private MarkMemory(SafeFileHandle file, MarkGeometry geometry)
    {
        Geometry = geometry;
        this.file = file;
        wordsAt = WordsAt(geometry);
        mapping = LazyMemory.Of(file, TotalLength(geometry));

        // SAFETY: mapped until Dispose; callers do not use this object after that.
        start = (byte*)mapping.Address;
    }

    public MarkGeometry Geometry { get; }

    // SAFETY: the mapping is at least as long as head, bits and words of the geometry; index < Words is the caller's part.
    public ref ulong this[long index] => ref *((ulong*)(start + wordsAt) + index);

    // SAFETY: the head is shorter than the first page of the mapping.
    private ref Head First => ref *(Head*)start;

    /// <summary>The marks that a process of this boot left; null if there are none that can be trusted.</summary>
    public static MarkMemory? TryOpen(string path, MarkGeometry geometry, MarkIdentity identity)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var file = OpenFile(path, FileMode.Open);
        if (RandomAccess.GetLength(file) != TotalLength(geometry))
        {
            file.Dispose();
            return null;
        }

        var memory = new MarkMemory(file, geometry);
        if (memory.First == HeadOf(geometry, identity))
        {
            return memory;
        }

        memory.Dispose();
        return null;
    }

    /// <summary>Marks of which none is set; nobody finds them before <see cref="Complete"/>.</summary>
    public static MarkMemory Create(string path, MarkGeometry geometry)
    {
        File.Delete(path);
        var file = OpenFile(path, FileMode.CreateNew);
        RandomAccess.SetLength(file, TotalLength(geometry));
        FileSpace.Allocate(file, 0, WordsAt(geometry));
        return new MarkMemory(file, geometry);
    }

    /// <summary>The marks say all that is to be said: from here on they are trusted.</summary>
    public void Complete(MarkIdentity identity)
    {
        First = HeadOf(Geometry, identity) with { Magic = 0 };
        Volatile.Write(ref First.Magic, Magic);
    }

    /// <summary>False if no mark of the page was ever set.</summary>
    public bool HasPage(int page) => (Volatile.Read(ref PageBits(page)) & (1UL << (page % BitsPerWord))) != 0;

    /// <summary>Takes memory for a page of marks first, so that touching it cannot fail: the kernel would end the process.</summary>
    /// <exception cref="IOException">There is none left.</exception>
    public void EnsurePage(int page)
    {
        if (!HasPage(page))
        {
            FileSpace.Allocate(file, wordsAt + ((long)page * MarkGeometry.PageSize), MarkGeometry.PageSize);
            Interlocked.Or(ref PageBits(page), 1UL << (page % BitsPerWord));
        }
    }

    /// <summary>Sets a word as a log says it was.</summary>
    public void Restore(long index, ulong word)
    {
        EnsurePage((int)(index / MarkGeometry.WordsPerPage));
        this[index] = word;
    }

    /// <summary>The first page in use at or after <paramref name="page"/>; the number of pages if there is none.</summary>
    public int NextPage(int page)
    {
        while (page < Geometry.Pages)
        {
            var bits = Volatile.Read(ref PageBits(page)) >> (page % BitsPerWord);
            if (bits != 0)
            {
                return page + BitOperations.TrailingZeroCount(bits);
            }

            page = (page / BitsPerWord * BitsPerWord) + BitsPerWord;
        }

        return Geometry.Pages;
    }

    public void Dispose()
    {
        mapping.Dispose();
        file.Dispose();
    }

    // SAFETY: as above; page < Pages is the caller's part.
    private ref ulong PageBits(int page) => ref *((ulong*)(start + MarkGeometry.PageSize) + (page / BitsPerWord));

    private static long WordsAt(MarkGeometry geometry)
    {
        var bits = (geometry.Pages + BitsPerWord - 1L) / BitsPerWord * sizeof(ulong);
        return MarkGeometry.PageSize + ((bits + MarkGeometry.PageSize - 1) / MarkGeometry.PageSize * MarkGeometry.PageSize);
    }

    private static long TotalLength(MarkGeometry geometry) => WordsAt(geometry) + ((long)geometry.Pages * MarkGeometry.PageSize);

    private static SafeFileHandle OpenFile(string path, FileMode mode)
    {
        var file = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    private static Head HeadOf(MarkGeometry geometry, MarkIdentity identity) =>
        new() { Magic = Magic, Version = Version, Length = geometry.Length, Layer = identity.Layer, Boot = identity.Boot, DataFile = identity.File };

    /// <summary>What the file begins with.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private record struct Head
    {
        public ulong Magic;
        public ulong Version;
        public long Length;
        public Guid Layer;
        public Guid Boot;
        public ulong DataFile;
    }
}
