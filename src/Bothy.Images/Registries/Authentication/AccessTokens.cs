using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bothy.Images.Registries.Transport;

namespace Bothy.Images.Registries.Authentication;

/// <summary>Fetches access tokens (distribution project, "Token Authentication Specification" and its OAuth 2.0 form).</summary>
internal sealed class AccessTokens(RegistryEndpoint endpoint, Redirects redirects, TimeProvider time)
{
    private const int LongestAnswer = 1 << 20;
    private static readonly TimeSpan DefaultLife = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <exception cref="ImageException">The token server refuses, or what it says is not to be trusted.</exception>
    public async Task<AccessToken> FetchAsync(AuthChallenge challenge, string repository, RegistryCredential? credential, CancellationToken cancellationToken)
    {
        var realm = RealmOf(challenge);
        var scope = ScopeFor(repository, challenge.Parameter("scope"));
        using var response = credential is { IdentityToken.Length: > 0 }
            ? await redirects.SendAsync(Exchange(realm, scope, challenge.Parameter("service"), credential.IdentityToken), cancellationToken)
            : await redirects.GetAsync(
                Address(realm, scope, challenge.Parameter("service")), _ => { }, credential?.ToBasic(), cancellationToken);
        var status = (int)response.StatusCode;
        if (status is 429 or >= 500)
        {
            throw new PassingException($"the token server {realm.Authority} answers {status}", response.Headers.RetryAfter?.Delta);
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new ImageException(
                ImageProblem.Denied,
                $"The token server {realm.Authority} of {endpoint} refuses to let {credential?.ToString() ?? "anybody without credentials"} read {repository} ({status}).");
        }

        return Parse(await BoundedBody.ReadAsync(response, LongestAnswer, cancellationToken));
    }

    private Uri RealmOf(AuthChallenge challenge)
    {
        if (!Uri.TryCreate(challenge.Parameter("realm"), UriKind.Absolute, out var realm))
        {
            throw new ImageException(ImageProblem.Corrupt, $"{endpoint} wants a token and does not say from where.");
        }

        return Redirects.Next(endpoint.Base, realm);
    }

    /// <summary>What the registry asks for, unless it is more than reading.</summary>
    private static string ScopeFor(string repository, string? asked) =>
        asked is not null && asked.StartsWith("repository:", StringComparison.Ordinal) && asked.EndsWith(":pull", StringComparison.Ordinal)
            ? asked
            : $"repository:{repository}:pull";

    private static Uri Address(Uri realm, string scope, string? service)
    {
        var query = $"scope={Uri.EscapeDataString(scope)}" + (service is null ? "" : $"&service={Uri.EscapeDataString(service)}");
        return new UriBuilder(realm) { Query = realm.Query.Length > 1 ? $"{realm.Query[1..]}&{query}" : query }.Uri;
    }

    private static HttpRequestMessage Exchange(Uri realm, string scope, string? service, string token) => new(HttpMethod.Post, realm)
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = token,
            ["client_id"] = "bothy",
            ["service"] = service ?? "",
            ["scope"] = scope,
        }),
    };

    private AccessToken Parse(byte[] content)
    {
        try
        {
            var answer = JsonSerializer.Deserialize(content, TokenJson.Default.TokenAnswer);
            var token = answer?.Token is { Length: > 0 } first ? first : answer?.AccessToken;
            if (!string.IsNullOrEmpty(token) && token.All(character => character is > ' ' and < '\x7f'))
            {
                var life = answer!.ExpiresIn is > 0 and < 86_400 and var seconds ? TimeSpan.FromSeconds(seconds) : DefaultLife;
                return new AccessToken(new AuthenticationHeaderValue("Bearer", token), time.GetUtcNow() + life - Margin);
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new ImageException(ImageProblem.Corrupt, string.Create(CultureInfo.InvariantCulture, $"The token server of {endpoint} answers with something that is not a token."));
    }
}

/// <summary>A token with the time until which it may be used.</summary>
internal sealed record AccessToken(AuthenticationHeaderValue Header, DateTimeOffset Until);

/// <summary>A token server's answer.</summary>
internal sealed record TokenAnswer
{
    public string? Token { get; init; }

    public string? AccessToken { get; init; }

    public int ExpiresIn { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class TokenJson : JsonSerializerContext;
