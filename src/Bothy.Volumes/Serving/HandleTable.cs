using System.Runtime.InteropServices;
using Bothy.Linux.Fuse;
using Bothy.Linux.Memory;

namespace Bothy.Volumes.Serving;

/// <summary>
/// Which files the kernel has open, in memory that outlives this process: a server that was killed knew it, and its successor must. A request
/// that opens a file and is sent again finds the handle that it was given the first time.
/// </summary>
internal sealed class HandleTable(SharedMemory memory) : IDisposable
{
    private const int Capacity = 4096;
    public const int Bytes = Capacity * Slot;
    private const int Slot = 16;
    private readonly Lock gate = new();

    /// <summary>Gives a handle to an open file; false if there are too many.</summary>
    public bool TryOpen(ulong node, ulong unique, out ulong handle)
    {
        var request = unique & ~FuseRequestHeader.ResentBit;
        lock (gate)
        {
            var slots = Slots;
            var free = -1;
            for (var i = 0; i < Capacity; i++)
            {
                if (slots[i].Node == node && slots[i].Request == request)
                {
                    handle = (ulong)i;
                    return true;
                }

                if (free < 0 && slots[i].Node == 0)
                {
                    free = i;
                }
            }

            handle = (ulong)Math.Max(free, 0);
            if (free >= 0)
            {
                // The node last: it is what makes the slot count, should the process end in between.
                slots[free].Request = request;
                Volatile.Write(ref slots[free].Node, node);
            }

            return free >= 0;
        }
    }

    /// <summary>Takes a handle back. Does nothing the second time.</summary>
    public void Close(ulong node, ulong handle)
    {
        lock (gate)
        {
            if (handle < Capacity && Slots[(int)handle].Node == node)
            {
                Volatile.Write(ref Slots[(int)handle].Node, 0);
            }
        }
    }

    public bool IsOpen(ulong node)
    {
        lock (gate)
        {
            foreach (var slot in Slots)
            {
                if (slot.Node == node)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Forgets everything: the mount is a new one.</summary>
    public void Clear()
    {
        lock (gate)
        {
            Slots.Clear();
        }
    }

    public void Dispose() => memory.Dispose();

    private Span<OpenFile> Slots => MemoryMarshal.Cast<byte, OpenFile>(memory.Bytes);

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenFile
    {
        public ulong Node;
        public ulong Request;
    }
}
