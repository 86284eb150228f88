using System.Text.Json;
using Bothy.Linux.Errors;
using Bothy.Linux.Sockets;
using Microsoft.Win32.SafeHandles;
using System.Runtime.InteropServices;

namespace Bothy.Volumes.Holding;

/// <summary>A connection to the holder. One call at a time; each takes a moment, but for freezing.</summary>
internal sealed class HolderClient : IDisposable
{
    private readonly DescriptorSocket socket;
    private readonly byte[] buffer = new byte[HolderProtocol.MaximumMessage];

    private HolderClient(DescriptorSocket socket) => this.socket = socket;

    /// <summary>Connects to the holder of an installation; null if there is none now.</summary>
    public static HolderClient? TryConnect(string run)
    {
        try
        {
            return new(DescriptorSocket.Connect(Path.Combine(run, HolderProtocol.SocketName)));
        }
        catch (LinuxException exception) when (exception.Errno is Errno.ENOENT or Errno.ECONNREFUSED)
        {
            return null;
        }
    }

    public void Keep(string name, string state, IReadOnlyList<SafeHandle> descriptors) =>
        Ask(new(HolderProtocol.Version, HolderOperation.Keep, name, state), descriptors, out _);

    /// <summary>The descriptors of that name and what was said about them; null if there are none.</summary>
    public (string State, IReadOnlyList<SafeFileHandle> Descriptors)? Fetch(string name)
    {
        var response = Ask(new(HolderProtocol.Version, HolderOperation.Fetch, name), [], out var descriptors);
        return response is { Found: true, State: { } state } ? (state, descriptors) : null;
    }

    /// <summary>Whether there are descriptors of that name.</summary>
    public bool Has(string name)
    {
        var found = Fetch(name);
        foreach (var descriptor in found?.Descriptors ?? [])
        {
            descriptor.Dispose();
        }

        return found is not null;
    }

    public void Drop(string name) => Ask(new(HolderProtocol.Version, HolderOperation.Drop, name), [], out _);

    /// <summary>Freezes a filesystem until <see cref="Thaw"/>, the deadline, or the end of this connection or process.</summary>
    public void Freeze(SafeHandle directory, string path, TimeSpan deadline) => Ask(
        new(HolderProtocol.Version, HolderOperation.Freeze, Path: path, DeadlineMilliseconds: (int)deadline.TotalMilliseconds), [directory], out _);

    /// <summary>Returns when everything that was written to a filesystem before is on its disk.</summary>
    public void Sync(SafeHandle directory, string path) => Ask(new(HolderProtocol.Version, HolderOperation.Sync, Path: path), [directory], out _);

    /// <returns>Whether the filesystem was frozen until now; if not, what was done meanwhile was not done on a frozen one. And how long it took no writes.</returns>
    public (bool Lasted, TimeSpan Stopped) Thaw()
    {
        var response = Ask(new(HolderProtocol.Version, HolderOperation.Thaw), [], out _);
        return (response.Found, TimeSpan.FromMilliseconds(response.StoppedMilliseconds));
    }

    /// <summary>Waits until the holder is gone, or this connection shut down.</summary>
    public void WaitForEnd() => _ = socket.Receive(buffer, out _);

    /// <summary>Ends <see cref="WaitForEnd"/>.</summary>
    public void Shutdown() => socket.Shutdown();

    public void Dispose() => socket.Dispose();

    private HolderResponse Ask(HolderRequest request, IReadOnlyList<SafeHandle> descriptors, out IReadOnlyList<SafeFileHandle> received)
    {
        socket.Send(JsonSerializer.SerializeToUtf8Bytes(request, HolderJson.Default.HolderRequest), descriptors);
        var count = socket.Receive(buffer, out received);
        if (count == 0)
        {
            throw new IOException("The holder ended before it answered.");
        }

        var response = JsonSerializer.Deserialize(buffer.AsSpan(0, count), HolderJson.Default.HolderResponse)!;
        return response.Failure is { } failure ? throw new IOException($"The holder could not do it: {failure}") : response;
    }
}
