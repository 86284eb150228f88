using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bothy.Images.Oci;
using Bothy.Images.Registries.Authentication;
using Bothy.Images.Registries.Transport;

namespace Bothy.Images.Registries;

/// <summary>Reads one repository at one endpoint (OCI distribution specification, "Pull"). Every call is one attempt.</summary>
internal sealed class RegistryClient : IDisposable
{
    private const int LongestDocument = 8 << 20;
    private const int LongestError = 64 * 1024;
    private const int ShownError = 300;
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(60);

    private readonly string repository;
    private readonly RegistryConnections connections;
    private readonly Redirects redirects;
    private readonly Authorizer authorizer;
    private readonly Patience patience;

    public RegistryClient(RegistryEndpoint endpoint, string repository, string? caFile, Credentials credentials, Patience patience)
    {
        Endpoint = endpoint;
        this.repository = repository;
        this.patience = patience;
        connections = new RegistryConnections(endpoint, caFile);
        redirects = new Redirects(endpoint, connections);
        authorizer = new Authorizer(endpoint, repository, credentials, new AccessTokens(endpoint, redirects, patience.Time), patience.Time);
    }

    public RegistryEndpoint Endpoint { get; }

    /// <summary>Reads a manifest or index.</summary>
    /// <param name="reference">A tag or a digest; the content's digest is for the caller to check.</param>
    /// <exception cref="ImageException">The registry has none, refuses, or its answer is not usable.</exception>
    /// <exception cref="PassingException">Trying again may help.</exception>
    /// <exception cref="HttpRequestException">The registry cannot be reached.</exception>
    public async Task<byte[]> ReadManifestAsync(string reference, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(2 * AnswerPatience);
        using var response = await GetAsync(Endpoint.Manifest(repository, reference), AcceptManifests, cancellationToken);
        await CheckAsync(response, reference, cancellationToken);
        try
        {
            return await BoundedBody.ReadAsync(response, LongestDocument, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{Endpoint} stopped in the middle of its answer.");
        }
    }

    /// <summary>Opens a blob from a byte on; where the registry cannot do that, from its start.</summary>
    /// <returns>The answer, and the place in the blob that its body begins at.</returns>
    /// <exception cref="ImageException">The registry has none, refuses, or its answer is not usable.</exception>
    /// <exception cref="PassingException">Trying again may help.</exception>
    /// <exception cref="HttpRequestException">The registry cannot be reached.</exception>
    public async Task<(HttpResponseMessage Response, long Offset)> OpenBlobAsync(OciDescriptor blob, long offset, CancellationToken cancellationToken)
    {
        var response = await GetAsync(
            Endpoint.Blob(repository, blob.Digest!), headers => headers.Range = offset > 0 ? new RangeHeaderValue(offset, null) : null, cancellationToken);
        try
        {
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                throw new PassingException($"{Endpoint} cannot go on in the middle of {blob.Digest}", TimeSpan.Zero);
            }

            await CheckAsync(response, blob.Digest!, cancellationToken);
            var start = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.From ?? -1 : 0;
            var whole = response.Content.Headers.ContentLength is { } length ? start + length : blob.Size;
            return (start == offset || start == 0) && whole == blob.Size
                ? (response, start)
                : throw new ImageException(ImageProblem.Corrupt, $"{Endpoint} sends {blob.Digest} with {whole} bytes from {start} on, and not its {blob.Size}.");
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        authorizer.Dispose();
        connections.Dispose();
    }

    private async Task<HttpResponseMessage> GetAsync(Uri address, Action<HttpRequestHeaders> prepare, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AnswerPatience);
        try
        {
            var sent = authorizer.Current;
            var response = await redirects.GetAsync(address, prepare, sent, deadline.Token);
            if (response.StatusCode == HttpStatusCode.Unauthorized && await authorizer.AnswerAsync(response, sent, deadline.Token) is { } answer)
            {
                response.Dispose();
                response = await redirects.GetAsync(address, prepare, answer, deadline.Token);
            }

            return response;
        }
        catch (HttpRequestException exception) when (exception.InnerException is ImageException refused)
        {
            throw new ImageException(refused.Problem, refused.Message, exception);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"{Endpoint} did not answer within {AnswerPatience.TotalSeconds} s.");
        }
    }

    private static void AcceptManifests(HttpRequestHeaders headers)
    {
        foreach (var type in (string[])[OciMediaTypes.Index, OciMediaTypes.DockerIndex, OciMediaTypes.Manifest, OciMediaTypes.DockerManifest])
        {
            headers.Accept.ParseAdd(type);
        }
    }

    private async Task CheckAsync(HttpResponseMessage response, string what, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var said = await ReadErrorAsync(response, cancellationToken);
        throw status switch
        {
            404 => new ImageException(ImageProblem.Unknown, $"{Endpoint} has no {repository} with {what}{said}."),
            401 or 403 => new ImageException(
                ImageProblem.Denied,
                $"{Endpoint} does not let this host read {repository}{said}. Log in with docker login or podman login as the runner's user, or name a file with credentials in runner/images.json."),
            408 or 425 or 429 or >= 500 => new PassingException($"{Endpoint} answers {status}{said}", patience.Asked(response.Headers.RetryAfter)),
            _ => new ImageException(ImageProblem.Corrupt, $"{Endpoint} answers {status} when asked for {repository} with {what}{said}."),
        };
    }

    /// <summary>The registry's own words, as far as they can be shown.</summary>
    private static async Task<string> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await BoundedBody.ReadAsync(response, LongestError, cancellationToken);
            var error = JsonSerializer.Deserialize(body, RegistryJson.Default.RegistryErrors)?.Errors?.FirstOrDefault(error => error is not null);
            var text = error is null ? "" : $"{error.Code}: {error.Message}";
            var shown = new StringBuilder();
            foreach (var character in text.Take(ShownError))
            {
                shown.Append(char.IsControl(character) ? ' ' : character);
            }

            return shown.Length > 0 ? $" ({shown})" : "";
        }
        catch (Exception exception) when (exception is JsonException or ImageException or IOException or HttpRequestException)
        {
            return "";
        }
    }
}
