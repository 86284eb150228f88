using System.Security.Cryptography;
using System.Text;
using Bothy.Api.Servers;

namespace Bothy.Server.Hosting;

/// <summary>The installation's bearer token: 256 random bits in <c>server/token</c>, made at the first start.</summary>
internal static class BearerToken
{
    private const int Bytes = 32;

    /// <exception cref="InvalidDataException">The file is there but holds no token.</exception>
    public static string Ensure(string dataDirectory)
    {
        var path = LocalEndpoint.TokenFileIn(dataDirectory);
        if (!File.Exists(path))
        {
            PrivateFiles.Replace(path, Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(Bytes * 2, lowercase: true) + "\n"));
        }

        var token = File.ReadAllText(path).Trim();
        return token.Length >= Bytes
            ? token
            : throw new InvalidDataException($"{path} holds no token of at least {Bytes} characters. Remove it to have one made; then everyone must read the new one.");
    }
}
