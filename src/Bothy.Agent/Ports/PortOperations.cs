using Bothy.Agent.Connections;
using Bothy.Agent.Loop;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Wire;

namespace Bothy.Agent.Ports;

/// <summary>The operation <c>ports</c>.</summary>
internal sealed class PortOperations(PortScanner scanner, PortWatch watch)
{
    public void AddTo(OperationDispatcher dispatcher) => dispatcher.Add(AgentOperation.Ports, ServeAsync);

    private async Task ServeAsync(AgentRequest request, ClientConnection connection)
    {
        if (request.Ports is { Watch: true })
        {
            await WatchAsync(connection);
        }
        else
        {
            await connection.Writer.WriteAsync(new AgentResponse { Ports = await scanner.ScanAsync() });
        }
    }

    private async Task WatchAsync(ClientConnection connection)
    {
        var changed = new AsyncSignal();
        try
        {
            await watch.AddAsync(changed);
            changed.Reset();
            var sent = watch.Current;
            await connection.Writer.WriteAsync(new AgentResponse { Ports = sent });
            _ = CloseWhenGoneAsync(connection, changed);
            while (true)
            {
                await changed.WaitAsync();
                if (!ReferenceEquals(sent, watch.Current))
                {
                    sent = watch.Current;
                    await connection.Writer.WriteAsync(new AgentResponse { Ports = sent }, FrameType.Event);
                }
            }
        }
        finally
        {
            watch.Remove(changed);
        }
    }

    private static async Task CloseWhenGoneAsync(ClientConnection connection, AsyncSignal changed)
    {
        try
        {
            while (await connection.Reader.ReadAsync(CancellationToken.None) is not null)
            {
                // A client that watches has nothing to say.
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or AgentProtocolException)
        {
            // It is gone all the same.
        }

        changed.Close();
        connection.Close();
    }
}
