using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Bothy.Reconcile;

namespace Bothy.Runner.Network.Names;

/// <summary>Serves the name lookups of environments whose policy is made of rules, over UDP and TCP.</summary>
internal sealed class Resolver(ResolverSockets sockets, NameGrants grants, NameRules rules, TimeProvider time)
{
    private const int LongestQuery = 1024;
    private const int LongestMessage = 65535;
    private const int StreamsEach = 8;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);
    private readonly QueryBudget budget = new(time);
    private readonly ConcurrentDictionary<IPAddress, int> streams = new();

    /// <summary>Serves until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Loops.RunAsync(cancellationToken, ServeDatagramsAsync, ServeStreamsAsync);

    private async Task ServeDatagramsAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestQuery];
        while (true)
        {
            SocketReceiveFromResult received;
            try
            {
                received = await sockets.Datagrams.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), cancellationToken);
            }
            catch (SocketException)
            {
                // A datagram that did not fit, or an answer that did not arrive.
                continue;
            }

            var client = (IPEndPoint)received.RemoteEndPoint;
            if (grants.TryFind(client.Address, out _) && DnsQuery.Read(buffer.AsSpan(0, received.ReceivedBytes)) is { } query && budget.TryBegin(client.Address))
            {
                _ = AnswerAsync(query, client, cancellationToken);
            }
        }
    }

    private async Task AnswerAsync(DnsQuery query, IPEndPoint client, CancellationToken cancellationToken)
    {
        try
        {
            if (grants.TryFind(client.Address, out var allowed))
            {
                var answer = await rules.AnswerAsync(query, allowed, query.LongestAnswer, cancellationToken);
                await sockets.Datagrams.SendToAsync(answer, client, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or this process is about to be.
        }
        finally
        {
            budget.End(client.Address);
        }
    }

    private async Task ServeStreamsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await sockets.Streams.AcceptAsync(cancellationToken);
            }
            catch (SocketException)
            {
                // It was gone before it was taken.
                continue;
            }

            _ = ServeStreamAsync(socket, cancellationToken);
        }
    }

    private async Task ServeStreamAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var owned = socket;
        var client = ((IPEndPoint)socket.RemoteEndPoint!).Address;
        try
        {
            if (streams.AddOrUpdate(client, 1, (_, count) => count + 1) > StreamsEach)
            {
                return;
            }

            await using var stream = new NetworkStream(socket);
            while (grants.TryFind(client, out _))
            {
                using var idle = new CancellationTokenSource(Idle, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
                if (await DnsFraming.ReadAsync(stream, LongestQuery, either.Token) is not { } message
                    || DnsQuery.Read(message) is not { } query
                    || !await AnswerAsync(query, client, stream, either.Token))
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone or says nothing.
        }
        finally
        {
            if (streams.AddOrUpdate(client, 0, (_, count) => count - 1) <= 0)
            {
                streams.TryRemove(new KeyValuePair<IPAddress, int>(client, 0));
            }
        }
    }

    private async Task<bool> AnswerAsync(DnsQuery query, IPAddress client, NetworkStream stream, CancellationToken cancellationToken)
    {
        if (!grants.TryFind(client, out var allowed) || !budget.TryBegin(client))
        {
            return false;
        }

        try
        {
            await DnsFraming.WriteAsync(stream, await rules.AnswerAsync(query, allowed, LongestMessage, cancellationToken), cancellationToken);
            return true;
        }
        finally
        {
            budget.End(client);
        }
    }
}
