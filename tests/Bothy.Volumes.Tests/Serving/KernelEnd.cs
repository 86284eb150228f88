using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Fuse;
using Bothy.Linux.Memory;
using Bothy.Linux.Sockets;
using Bothy.Volumes.Blocks;
using Bothy.Volumes.Quality;
using Bothy.Volumes.Serving;

namespace Bothy.Volumes.Tests.Serving;

/// <summary>A request reader with the test in the kernel's place: both sides of /dev/fuse are whole messages, as on this socket.</summary>
internal sealed class KernelEnd : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("bothy-kernel-").FullName;
    private readonly DescriptorSocket kernel;
    private readonly FuseDevice device;
    private readonly BufferPool buffers = new(2);
    private readonly RequestScheduler scheduler = new(TimeProvider.System, 2, HostSpace.Unwatched);
    private readonly HandleTable handles;
    private readonly ServedFile file;

    public KernelEnd(IBlockVolume volume)
    {
        (kernel, var server) = DescriptorSocket.Pair();
        RawDescriptor.SetNonBlocking(kernel.Handle);
        device = new FuseDevice(server.Handle);
        handles = new(SharedMemory.OpenOrCreate(Path.Combine(directory, "handles"), HandleTable.Bytes));
        file = new ServedFile("volume", Node, volume, readOnly: false);
        var files = new FileTable();
        files.Add(file);
        Reader = new(device, files, new NamespaceRequests(files, handles), scheduler, buffers);
    }

    public const ulong Node = 2;

    public RequestReader Reader { get; }

    public RequestCounts Counts => file.Counts;

    /// <summary>A request's bytes.</summary>
    public static byte[] Request<T>(FuseOpcode opcode, ulong unique, T body, ReadOnlySpan<byte> data = default)
        where T : unmanaged
    {
        var length = FuseRequestHeader.Size + Marshal.SizeOf<T>() + data.Length;
        var header = new FuseRequestHeader { Length = (uint)length, Opcode = opcode, Unique = unique, Node = Node };
        var request = new byte[length];
        MemoryMarshal.Write(request, header);
        MemoryMarshal.Write(request.AsSpan(FuseRequestHeader.Size), body);
        data.CopyTo(request.AsSpan(FuseRequestHeader.Size + Marshal.SizeOf<T>()));
        return request;
    }

    public void Send(ReadOnlySpan<byte> request) => RawDescriptor.Write(kernel.Handle, request);

    /// <summary>The next reply, or -1 if there is none.</summary>
    public int Receive(Span<byte> reply) => RawDescriptor.Read(kernel.Handle, reply);

    public void Dispose()
    {
        // What still answers needs the descriptor.
        SpinWait.SpinUntil(() => file.Fetches.IsIdle, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        kernel.Dispose();
        device.Dispose();
        Reader.Dispose();
        handles.Dispose();
        file.Dispose();
        buffers.Dispose();
        scheduler.Dispose();
        Directory.Delete(directory, recursive: true);
    }
}
