using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Bothy.Server.Http;

/// <summary>Lets in who has the token. Two paths, which say nothing of anybody, are open.</summary>
internal sealed class BearerAuthentication(string token)
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _expected = Digest(token);

    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        IsOpen(context.Request) || IsAuthorized(context.Request) ? next(context) : context.AnswerAsync(Problems.Unauthorized());

    private static bool IsOpen(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Path.Value is "/healthz" or "/api/v1/version";

    private bool IsAuthorized(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();

        // Digests have one length, so that neither the time nor the length of the comparison tells anything of the token.
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Digest(header[Scheme.Length..].Trim()), _expected);
    }

    private static byte[] Digest(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));
}
