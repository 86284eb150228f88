using Bothy.Cli.Errors;

namespace Bothy.Cli.Connecting;

/// <summary>A server named by its URL.</summary>
internal sealed record RemoteServer(Uri Url, string TokenFile)
{
    /// <exception cref="CliException">Not a URL to send a token to.</exception>
    public static RemoteServer From(string url, string? tokenFile)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw CliException.Usage($"{url} is not the URL of a server", "write it as https://HOST or http://127.0.0.1:PORT");
        }

        if (address.UserInfo.Length > 0)
        {
            throw CliException.Usage("the server's URL carries a password", "put the token in a file and name it: --token-file FILE");
        }

        if (address.Scheme == "http" && !address.IsLoopback)
        {
            throw CliException.Usage($"http:// to {address.Host} would send the token in the clear", "use https://");
        }

        return tokenFile is null
            ? throw CliException.Usage($"there is no token for {address.Host}", "name the file that holds it: --token-file FILE")
            : new RemoteServer(address, tokenFile);
    }

    /// <exception cref="CliException">The file cannot be read or is empty.</exception>
    public string ReadToken()
    {
        try
        {
            var token = File.ReadAllText(TokenFile).Trim();
            return token.Length > 0 ? token : throw new CliException($"the token file {TokenFile} is empty", "put the server's token into it");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"the token file {TokenFile} cannot be read: {error.Message}", "name a file that you can read: --token-file FILE");
        }
    }
}
