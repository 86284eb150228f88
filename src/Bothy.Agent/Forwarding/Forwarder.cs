using System.Net;
using Bothy.Agent.Activity;
using Bothy.Agent.Connections;
using Bothy.Agent.Loop;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Wire;
using Bothy.Linux.Errors;
using Bothy.Linux.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Agent.Forwarding;

/// <summary>The operation <c>forward</c>: carries a TCP connection inside the environment over a client's connection.</summary>
internal sealed class Forwarder(EventLoop loop, ActivityRecord activity)
{
    private static readonly TimeSpan TimeToConnect = TimeSpan.FromSeconds(10);

    public void AddTo(OperationDispatcher dispatcher) => dispatcher.Add(AgentOperation.Forward, ServeAsync);

    private async Task ServeAsync(AgentRequest request, ClientConnection connection)
    {
        var forward = RequestReader.Require(request.Forward, request);
        if (forward.Port is < 1 or > ushort.MaxValue)
        {
            throw new OperationFailedException(AgentReason.InvalidRequest, $"There is no port {forward.Port}.");
        }

        using var target = new DescriptorStream(await ConnectAsync(forward));
        using var counted = activity.CountForward();
        await connection.Writer.WriteAsync(new AgentResponse());
        var inward = CarryAsync(() => SendToTargetAsync(connection, target), connection, target);
        await CarryAsync(() => SendToClientAsync(target, connection), connection, target);
        await inward;
    }

    private async Task<PolledDescriptor> ConnectAsync(ForwardRequest forward)
    {
        var failures = new List<string>();
        foreach (var address in ForwardTarget.Addresses(forward.Host))
        {
            try
            {
                return await ConnectAsync(address, forward.Port);
            }
            catch (Exception exception) when (exception is LinuxException or ObjectDisposedException)
            {
                var why = exception is LinuxException failed ? Describe(failed.Errno) : $"no answer in {TimeToConnect.TotalSeconds} s";
                failures.Add($"{new IPEndPoint(address, forward.Port)}: {why}");
            }
        }

        throw new OperationFailedException(
            AgentReason.ConnectFailed, $"Nothing in the environment accepts connections to port {forward.Port} ({string.Join("; ", failures)}).");
    }

    private async Task<PolledDescriptor> ConnectAsync(IPAddress address, int port)
    {
        SafeFileHandle socket = RawSocket.BeginConnect(address, port);
        var descriptor = loop.Watch(socket);
        using var deadline = loop.Time.CreateTimer(_ => descriptor.Dispose(), null, TimeToConnect, Timeout.InfiniteTimeSpan);
        await descriptor.WaitWritableAsync();
        var errno = RawSocket.FinishConnect(socket);
        if (errno == Errno.None)
        {
            RawSocket.SetNoDelay(socket);
            return descriptor;
        }

        descriptor.Dispose();
        throw new LinuxException("connect", $"{address} port {port}", errno);
    }

    /// <summary>One direction; where it fails, both end, so that neither side waits for what will not come.</summary>
    private static async Task CarryAsync(Func<Task> carry, ClientConnection connection, DescriptorStream target)
    {
        try
        {
            await carry();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or AgentProtocolException)
        {
            connection.Close();
            await target.DisposeAsync();
        }
    }

    private async Task SendToTargetAsync(ClientConnection connection, DescriptorStream target)
    {
        while (true)
        {
            // A client that has ended its half stays for the other one, so its leaving always ends the connection.
            var frame = await connection.Reader.ReadAsync(CancellationToken.None)
                ?? throw new EndOfStreamException("The client left a forwarded connection.");
            switch (frame.Type)
            {
                case FrameType.Data:
                    activity.NoteForward();
                    await target.WriteAsync(frame.Payload);
                    break;
                case FrameType.DataEnd:
                    target.EndWriting();
                    break;
                default:
                    throw new AgentProtocolException($"A frame of type {(byte)frame.Type} has no place in a forwarded connection.");
            }
        }
    }

    private async Task SendToClientAsync(DescriptorStream target, ClientConnection connection)
    {
        var buffer = new byte[AgentProtocol.PreferredData];
        while (await target.ReadAsync(buffer) is > 0 and var count)
        {
            activity.NoteForward();
            await connection.Writer.WriteAsync(FrameType.Data, buffer.AsSpan(0, count), CancellationToken.None);
        }

        await connection.Writer.WriteAsync(FrameType.DataEnd, [], CancellationToken.None);
    }

    private static string Describe(Errno errno) => errno switch
    {
        Errno.ECONNREFUSED => "connection refused",
        Errno.EHOSTUNREACH or Errno.ENETUNREACH => "no route",
        _ => errno.ToString(),
    };
}
