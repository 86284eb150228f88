using System.Text.Json;
using Bothy.Linux.Files;
using Bothy.Linux.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Volumes.Holding;

/// <summary>One peer of the holder, on a thread of its own.</summary>
internal sealed class HolderConnection(DescriptorSocket socket, KeptDescriptors kept, string marks, TimeProvider time) : IDisposable
{
    private FrozenFilesystem? frozen;

    /// <summary>Answers until the peer is gone; what it froze is thawed then.</summary>
    public void Run()
    {
        var buffer = new byte[HolderProtocol.MaximumMessage];
        try
        {
            while (socket.Receive(buffer, out var descriptors) is > 0 and var count)
            {
                Answer(buffer.AsSpan(0, count), descriptors);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            Console.WriteLine($"A connection ends: {exception.Message}");
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        frozen?.Dispose();
        socket.Dispose();
    }

    private void Answer(ReadOnlySpan<byte> message, IReadOnlyList<SafeFileHandle> descriptors)
    {
        HolderRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(message, HolderJson.Default.HolderRequest);
        }
        catch (JsonException exception)
        {
            Refuse(descriptors, $"The message cannot be understood: {exception.Message}");
            return;
        }

        switch (request)
        {
            case { Protocol: > HolderProtocol.Version }:
                Refuse(descriptors, $"This holder speaks version {HolderProtocol.Version} of the protocol.");
                break;
            case { Operation: HolderOperation.Keep, Name: { } name, State: { } state } when descriptors.Count > 0:
                kept.Keep(name, state, descriptors);
                Send(new(HolderProtocol.Version), []);
                break;
            case { Operation: HolderOperation.Fetch, Name: { } name } when descriptors.Count == 0:
                Fetch(name);
                break;
            case { Operation: HolderOperation.Drop, Name: { } name } when descriptors.Count == 0:
                kept.Drop(name);
                Send(new(HolderProtocol.Version), []);
                break;
            case { Operation: HolderOperation.Sync, Path: { } path } when descriptors is [var directory]:
                Sync(directory, path);
                break;
            case { Operation: HolderOperation.Freeze, Path: { } path, DeadlineMilliseconds: > 0 and var longest } when descriptors is [var directory] && frozen is null:
                Freeze(directory, path, TimeSpan.FromMilliseconds(longest));
                break;
            case { Operation: HolderOperation.Thaw } when descriptors.Count == 0:
                var lasted = frozen?.Thaw() ?? false;
                Send(new(HolderProtocol.Version, Found: lasted, StoppedMilliseconds: frozen?.Stopped.TotalMilliseconds ?? 0), []);
                frozen?.Dispose();
                frozen = null;
                break;
            default:
                Refuse(descriptors, "The message lacks something, or does not fit what came before.");
                break;
        }
    }

    private void Fetch(string name)
    {
        if (!kept.Use(name, (state, descriptors) => Send(new(HolderProtocol.Version, State: state), descriptors)))
        {
            Send(new(HolderProtocol.Version, Found: false), []);
        }
    }

    private void Sync(SafeFileHandle directory, string path)
    {
        string? failure = null;
        try
        {
            FilesystemSync.Run(directory, path);
        }
        catch (IOException exception)
        {
            failure = exception.Message;
        }

        directory.Dispose();
        Send(new(HolderProtocol.Version, failure), []);
    }

    private void Freeze(SafeFileHandle directory, string path, TimeSpan longest)
    {
        try
        {
            var start = time.GetTimestamp();
            frozen = FrozenFilesystem.Freeze(directory, path, marks, longest, time);
            var late = time.GetElapsedTime(start) > longest;
            if (late)
            {
                frozen.Dispose();
                frozen = null;
            }

            Send(new(HolderProtocol.Version, late ? $"{path} could not be frozen within {longest.TotalMilliseconds} ms." : null), []);
        }
        catch (IOException exception)
        {
            Send(new(HolderProtocol.Version, exception.Message), []);
        }
    }

    private void Refuse(IReadOnlyList<SafeFileHandle> descriptors, string why)
    {
        foreach (var descriptor in descriptors)
        {
            descriptor.Dispose();
        }

        Send(new(HolderProtocol.Version, why), []);
    }

    private void Send(HolderResponse response, IReadOnlyList<SafeFileHandle> descriptors) =>
        socket.Send(JsonSerializer.SerializeToUtf8Bytes(response, HolderJson.Default.HolderResponse), descriptors);
}
