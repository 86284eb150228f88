using System.Text.Json;
using Bothy.Daemon.Data;
using Bothy.Linux.Locks;

namespace Bothy.Daemon.Readiness;

/// <summary>Asks the server of a data directory whether it answers.</summary>
internal sealed class ServerProbe(DataDirectory data) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>The server's address if it answers <c>/healthz</c> now; null otherwise.</summary>
    public async Task<Uri?> AskAsync(CancellationToken cancellationToken)
    {
        // The address of a server that is gone stays in the file: it may be somebody else's by now.
        if (Read() is not { } endpoint || ProcessLock.ReadHolder(data.ProcessLock("server"))?.Id != endpoint.Pid)
        {
            return null;
        }

        try
        {
            using var answer = await _client.GetAsync(new Uri(endpoint.Url, "/healthz"), cancellationToken);
            return answer.IsSuccessStatusCode ? endpoint.Url : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _client.Dispose();

    private Endpoint? Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(data.Endpoint), EndpointJson.Default.Endpoint);
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return null;
        }
    }
}
