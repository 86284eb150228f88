using System.Net;
using System.Net.Sockets;
using Bothy.Api.Agents;
using Bothy.Api.Agents.Messages;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;
using Bothy.Cli.Output;

namespace Bothy.Cli.Ports;

/// <summary>Listens on this machine and connects whoever comes to a port inside.</summary>
internal sealed class PortForwarding(CliHost host, AgentClient agent, string environment)
{
    private const int Backlog = 128;

    private readonly Lock gate = new();
    private string? lastProblem;

    /// <summary>Runs until cancelled, which is its regular end.</summary>
    /// <exception cref="CliException">A port cannot be listened on.</exception>
    public async Task<int> RunAsync(IReadOnlyList<PortMapping> mappings, IPAddress address, CancellationToken cancellationToken)
    {
        var listeners = new List<Socket>();
        try
        {
            // Says at once if there is no such environment, or it does not run.
            await agent.GetInformationAsync(cancellationToken);
            foreach (var mapping in mappings)
            {
                var listener = Listen(address, mapping);
                listeners.Add(listener);
                host.Out.WriteLine($"{listener.LocalEndPoint} → {Printable.Line(environment)}:{mapping.Remote}");
            }

            await Task.WhenAll(mappings.Zip(listeners, (mapping, listener) => AcceptAsync(listener, mapping.Remote, cancellationToken)));
            return ExitCode.Success;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Success;
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }

    private static Socket Listen(IPAddress address, PortMapping mapping)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, mapping.Local));
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw error.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => new CliException(
                    $"port {mapping.Local} of this machine is taken", $"choose another: {(mapping.Local < 60000 ? mapping.Local + 1 : mapping.Local - 1)}:{mapping.Remote}"),
                SocketError.AccessDenied => new CliException(
                    $"port {mapping.Local} of this machine is for root only", $"choose one from 1024 on: {mapping.Local + 8000}:{mapping.Remote}"),
                _ => new CliException($"cannot listen on {address} port {mapping.Local}: {error.Message}"),
            };
        }
    }

    private async Task AcceptAsync(Socket listener, int port, CancellationToken cancellationToken)
    {
        while (true)
        {
            var connection = await listener.AcceptAsync(cancellationToken);
            _ = ServeAsync(connection, port, cancellationToken);
        }
    }

    /// <summary>Serves one connection to its end; what goes wrong with it is told and ends nothing else.</summary>
    private async Task ServeAsync(Socket connection, int port, CancellationToken cancellationToken)
    {
        using (connection)
        {
            try
            {
                connection.NoDelay = true;
                await using var inside = await agent.ForwardAsync(new ForwardRequest { Port = port }, cancellationToken);
                Tell(null);
                await PortSplice.RunAsync(connection, inside, cancellationToken);
            }
            catch (AgentException refused)
            {
                Reset(connection);
                Tell(refused.Message);
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or Api.Client.ApiException or HttpRequestException)
            {
                Reset(connection);
            }
        }
    }

    /// <summary>The peer is to see a broken connection, not a regular end.</summary>
    private static void Reset(Socket connection) => connection.LingerState = new LingerOption(enable: true, seconds: 0);

    /// <summary>A browser tries again many times; the same problem is told once.</summary>
    private void Tell(string? problem)
    {
        lock (gate)
        {
            if (problem is not null && problem != lastProblem)
            {
                host.Error.WriteLine($"bothy: {Printable.Line(problem)}");
            }

            lastProblem = problem;
        }
    }
}
