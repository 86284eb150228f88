using System.Net.Http.Headers;
using Bothy.Images.Registries.Transport;

namespace Bothy.Images.Registries.Authentication;

/// <summary>Answers one endpoint's challenges for one repository, and keeps the answer for the requests that follow.</summary>
internal sealed class Authorizer(RegistryEndpoint endpoint, string repository, Credentials credentials, AccessTokens tokens, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private AccessToken? current;

    /// <summary>What to send without being asked; null for nothing.</summary>
    public AuthenticationHeaderValue? Current => current is { } token && token.Until > time.GetUtcNow() ? token.Header : null;

    /// <summary>Answers a refusal.</summary>
    /// <param name="refused">What was sent.</param>
    /// <returns>What to send now; null if there is nothing else to try.</returns>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(
        HttpResponseMessage response, AuthenticationHeaderValue? refused, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (Current is { } other && !other.Equals(refused))
            {
                // Another request has answered meanwhile.
                return other;
            }

            current = await ChallengeAsync(response, refused, cancellationToken);
            return current?.Header;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<AccessToken?> ChallengeAsync(HttpResponseMessage response, AuthenticationHeaderValue? refused, CancellationToken cancellationToken)
    {
        var challenges = response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var headers) ? headers.SelectMany(AuthChallengeReader.Read).ToList() : [];
        var credential = await credentials.FindAsync(endpoint.CredentialName, repository, cancellationToken);
        if (challenges.FirstOrDefault(challenge => challenge.Is("Bearer")) is { } bearer)
        {
            return await tokens.FetchAsync(bearer, repository, credential, cancellationToken);
        }

        return challenges.Any(challenge => challenge.Is("Basic")) && credential is { User.Length: > 0 } && refused is null
            ? new AccessToken(credential.ToBasic(), DateTimeOffset.MaxValue)
            : null;
    }
}
