using Bothy.Api.Servers;

namespace Bothy.Api.Client;

/// <summary>Where the server is. A local server that restarted may listen elsewhere, so its file is read again when nobody answers.</summary>
internal sealed class EndpointSource
{
    private readonly string? _dataDirectory;
    private volatile LocalEndpoint _current;

    public EndpointSource(LocalEndpoint endpoint, string? dataDirectory)
    {
        _current = endpoint;
        _dataDirectory = dataDirectory;
    }

    public LocalEndpoint Current => _current;

    public void Refresh()
    {
        if (_dataDirectory is not null && LocalEndpoint.Read(_dataDirectory) is { } endpoint)
        {
            _current = endpoint;
        }
    }
}
