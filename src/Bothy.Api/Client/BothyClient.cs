using System.Runtime.CompilerServices;
using System.Text.Json;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Json;
using Bothy.Api.Logs;
using Bothy.Api.Runners;
using Bothy.Api.Servers;
using Bothy.Api.Tunnels;

namespace Bothy.Api.Client;

/// <summary>The API of a server. Safe to use from any thread; one for a process is enough.</summary>
/// <remarks>Every call throws <see cref="ApiException"/> when the server refuses and <see cref="HttpRequestException"/> when there is none.</remarks>
public sealed class BothyClient : IDisposable
{
    private readonly ApiConnection _connection;

    public BothyClient(Uri url, string token, BothyClientOptions? options = null)
        : this(new EndpointSource(new LocalEndpoint { Url = url, Token = token }, null), options)
    {
    }

    private BothyClient(EndpointSource endpoints, BothyClientOptions? options)
    {
        _connection = new ApiConnection(endpoints, options ?? new());
        Environments = new(_connection);
        EnvironmentClasses = new(_connection);
        Runners = new(_connection);
        Tunnels = new(_connection);
    }

    public ResourceClient<EnvironmentResource> Environments { get; }

    public ResourceClient<EnvironmentClassResource> EnvironmentClasses { get; }

    public ResourceClient<RunnerResource> Runners { get; }

    /// <summary>The runner's side of tunnels.</summary>
    public TunnelClient Tunnels { get; }

    /// <summary>A client of the installation in a data directory, which finds the server again when it restarts elsewhere; null if none has started there yet.</summary>
    /// <exception cref="UnauthorizedAccessException">The installation belongs to another user.</exception>
    public static BothyClient? ForLocal(string dataDirectory, BothyClientOptions? options = null) =>
        LocalEndpoint.Read(dataDirectory) is { } endpoint ? new BothyClient(new EndpointSource(endpoint, dataDirectory), options) : null;

    /// <summary>Needs no token.</summary>
    public Task<ServerVersion> GetVersionAsync(CancellationToken cancellationToken) =>
        _connection.SendAsync(new ApiRequest(HttpMethod.Get, "version"), ApiJson.Default.ServerVersion, cancellationToken);

    /// <summary>Says that a runner is alive; at least every 5 s. A runner without a sign of life for 15 s is not ready.</summary>
    public Task SendHeartbeatAsync(string runner, RunnerHeartbeat heartbeat, CancellationToken cancellationToken) =>
        _connection.SendAsync(
            new ApiRequest(HttpMethod.Put, $"runners/{Uri.EscapeDataString(runner)}/heartbeat")
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(heartbeat, ApiJson.Default.RunnerHeartbeat),
            },
            cancellationToken);

    /// <summary>Keeps git credentials for an environment until it is deleted.</summary>
    public Task SetCredentialsAsync(string environment, GitCredentials credentials, CancellationToken cancellationToken) =>
        _connection.SendAsync(
            new ApiRequest(HttpMethod.Put, Credentials(environment))
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(credentials, ApiJson.Default.GitCredentials),
            },
            cancellationToken);

    /// <summary>The credentials of an environment, for its runner; null if it has none.</summary>
    public async Task<GitCredentials?> FindCredentialsAsync(string environment, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.SendAsync(
                new ApiRequest(HttpMethod.Get, Credentials(environment)), ApiJson.Default.GitCredentials, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException absent) when (absent.Problem.Status == 404)
        {
            return null;
        }
    }

    public Task DeleteCredentialsAsync(string environment, CancellationToken cancellationToken) =>
        _connection.SendAsync(new ApiRequest(HttpMethod.Delete, Credentials(environment)), cancellationToken);

    /// <summary>Connects to the agent of a running environment: bytes of the agent protocol, end to end.</summary>
    /// <exception cref="ApiException">No such environment (404), it does not run (409), its runner is not connected (503) or did not answer (504).</exception>
    public async Task<TunnelStream> ConnectAgentAsync(string environment, CancellationToken cancellationToken) =>
        new(await _connection.DialAsync($"environments/{Uri.EscapeDataString(environment)}/agent", Timeout.InfiniteTimeSpan, cancellationToken)
            .ConfigureAwait(false));

    /// <summary>Offers to answer one git inside an environment that needs the user's access to its remote; it may take long until one does.</summary>
    /// <exception cref="ApiException">No such environment (404), it has no remote or no runner yet (409), its runner is not connected (503, 504).</exception>
    public async Task<TunnelStream> OfferRemoteAsync(string environment, CancellationToken cancellationToken) =>
        new(await _connection.DialAsync($"environments/{Uri.EscapeDataString(environment)}/remote", Timeout.InfiniteTimeSpan, cancellationToken)
            .ConfigureAwait(false));

    /// <summary>The log of an environment as it is sent: one JSON object (<see cref="LogLine"/>) a line.</summary>
    /// <param name="follow">Go on with what is written from now on, until the stream is closed.</param>
    public async Task<Stream> OpenLogAsync(string environment, bool follow, CancellationToken cancellationToken)
    {
        var path = $"environments/{Uri.EscapeDataString(environment)}/logs?follow={(follow ? "true" : "false")}";
        var response = await _connection.OpenInTimeAsync(new ApiRequest(HttpMethod.Get, path), cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The lines of an environment's log.</summary>
    /// <param name="follow">Go on with what is written from now on, until cancelled.</param>
    /// <exception cref="HttpRequestException">The stream broke before its end.</exception>
    public async IAsyncEnumerable<LogLine> ReadLogAsync(string environment, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await OpenLogAsync(environment, follow, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.Length > 0 && JsonSerializer.Deserialize(line, ApiJson.Default.LogLine) is { } parsed)
            {
                yield return parsed;
            }
        }
    }

    public void Dispose() => _connection.Dispose();

    private static string Credentials(string environment) => $"environments/{Uri.EscapeDataString(environment)}/credentials";
}
