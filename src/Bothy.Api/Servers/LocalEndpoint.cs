using System.Text.Json;
using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.Servers;

/// <summary>Where the server of an installation on this host listens: <c>server/endpoint.json</c> and <c>server/token</c> of its data directory.</summary>
public sealed record LocalEndpoint
{
    /// <summary>As in <c>http://127.0.0.1:28311</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>The process that wrote the file; it may be gone.</summary>
    public int Pid { get; init; }

    /// <summary>The bearer token; kept in a file of its own.</summary>
    [JsonIgnore]
    public string Token { get; set; } = "";

    public static string FileIn(string dataDirectory) => Path.Combine(dataDirectory, "server", "endpoint.json");

    public static string TokenFileIn(string dataDirectory) => Path.Combine(dataDirectory, "server", "token");

    /// <summary>Reads both files; null if no server has started in the data directory yet.</summary>
    /// <exception cref="UnauthorizedAccessException">The files belong to another user.</exception>
    /// <exception cref="InvalidDataException">A file is not what a server writes.</exception>
    public static LocalEndpoint? Read(string dataDirectory)
    {
        try
        {
            var endpoint = JsonSerializer.Deserialize(File.ReadAllBytes(FileIn(dataDirectory)), ApiJson.Default.LocalEndpoint);
            var token = File.ReadAllText(TokenFileIn(dataDirectory)).Trim();
            return endpoint is null ? throw new JsonException() : endpoint with { Token = token };
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{FileIn(dataDirectory)} does not say where the server listens. Restart the server to write it anew.", broken);
        }
    }

    /// <summary>Leaves out the token: a record would print it.</summary>
    public override string ToString() => Url.ToString();
}
