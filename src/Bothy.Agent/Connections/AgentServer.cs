using Bothy.Agent.Loop;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Wire;
using Bothy.Linux.Errors;
using Bothy.Linux.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Agent.Connections;

/// <summary>Accepts clients and gives each connection's one operation to its handler.</summary>
internal sealed class AgentServer(EventLoop loop, OperationDispatcher dispatcher)
{
    private const int MaximumConnections = 256;
    private static readonly TimeSpan TimeToAsk = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TimeToRecover = TimeSpan.FromMilliseconds(100);

    private int connections;

    /// <summary>Accepts until the listening socket is closed.</summary>
    public async Task AcceptAsync(SafeFileHandle socket)
    {
        using var listener = loop.Watch(socket);
        while (true)
        {
            SafeFileHandle? accepted;
            try
            {
                accepted = RawSocket.Accept(socket);
            }
            catch (LinuxException exception)
            {
                // Out of descriptors or memory: those who hold them may let go.
                AgentLog.Write($"cannot accept a connection: {exception.Message}");
                await Task.Delay(TimeToRecover, loop.Time);
                continue;
            }

            if (accepted is null)
            {
                await listener.WaitReadableAsync();
            }
            else
            {
                _ = ServeAsync(loop.Watch(accepted));
            }
        }
    }

    private async Task ServeAsync(PolledDescriptor socket)
    {
        connections++;
        using var connection = new ClientConnection(new DescriptorStream(socket), loop.Time);
        try
        {
            connection.CloseAfter(TimeToAsk);
            await ServeAsync(connection);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The client is gone.
        }
#pragma warning disable CA1031 // What one connection does must not reach the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            AgentLog.Write($"a connection failed: {exception}");
        }
        finally
        {
            connections--;
        }
    }

    private async Task ServeAsync(ClientConnection connection)
    {
        connection.Writer.AddPreface();
        try
        {
            if (connections > MaximumConnections)
            {
                throw new OperationFailedException(
                    AgentReason.TooMany, $"The agent serves {MaximumConnections} connections, which is the most there may be: close some.");
            }

            await connection.Reader.ReadPrefaceAsync(CancellationToken.None);
            var frame = await connection.Reader.ReadAsync(CancellationToken.None);
            if (frame is { } first)
            {
                connection.KeepOpen();
                await dispatcher.ServeAsync(RequestReader.Read(first), connection);
            }
        }
        catch (OperationFailedException exception)
        {
            await RefuseAsync(connection, exception.Reason, exception.Message);
        }
        catch (AgentProtocolException exception)
        {
            await RefuseAsync(connection, AgentReason.ProtocolError, exception.Message);
        }
    }

    private static async Task RefuseAsync(ClientConnection connection, string reason, string message)
    {
        connection.CloseAfter(TimeToAsk);
        await connection.Writer.WriteAsync(new AgentResponse { Error = new AgentError(reason, message) });
    }
}
