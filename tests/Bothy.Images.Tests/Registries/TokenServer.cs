using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Bothy.Images.Tests.Registries;

/// <summary>Hands out the tokens that docker-registry asks for (distribution project, "Docker Registry v2 authentication").</summary>
internal sealed class TokenServer : IAsyncDisposable
{
    public const string Issuer = "tests";
    public const string Service = "registry";
    private readonly TestCertificate certificate;
    private readonly HttpServer server;

    public TokenServer(TestCertificate certificate)
    {
        this.certificate = certificate;
        server = new HttpServer(AnswerAsync);
    }

    public int Issued { get; private set; }

    public string Settings =>
        $"auth:\n  token:\n    realm: {server.Address}/token\n    service: {Service}\n    issuer: {Issuer}\n    rootcertbundle: {certificate.CertificateFile}";

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var user = context.Request.Headers["Authorization"] is { } header ? Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])) : "";
        var scope = context.Request.QueryString["scope"] ?? "";
        if (user != "user:secret" && !scope.Contains("repository:public/"))
        {
            await HttpServer.SendAsync(context, 401, "{}"u8.ToArray());
            return;
        }

        Issued++;
        await HttpServer.SendAsync(context, 200, Encoding.UTF8.GetBytes(new JsonObject { ["token"] = Token(scope), ["expires_in"] = 300 }.ToJsonString()));
    }

    private string Token(string scope)
    {
        var parts = scope.Split(':');
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["x5c"] = new JsonArray(Convert.ToBase64String(certificate.Certificate.RawData)) };
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Service,
            ["sub"] = "user",
            ["exp"] = now + 300,
            ["nbf"] = now - 60,
            ["iat"] = now,
            ["jti"] = Guid.NewGuid().ToString(),
            ["access"] = new JsonArray(new JsonObject
            {
                ["type"] = "repository",
                ["name"] = parts.ElementAtOrDefault(1) ?? "",
                ["actions"] = new JsonArray([.. (parts.ElementAtOrDefault(2) ?? "").Split(',').Select(action => (JsonNode)action)]),
            }),
        };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(certificate.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
