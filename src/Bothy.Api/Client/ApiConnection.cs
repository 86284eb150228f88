using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bothy.Api.Json;
using Bothy.Api.Problems;

namespace Bothy.Api.Client;

/// <summary>Sends requests, waits out a server that restarts, and turns problem details into exceptions.</summary>
internal sealed class ApiConnection(EndpointSource endpoints, BothyClientOptions options) : IDisposable
{
    private const string ApiRoot = "/api/v1/";

    // No proxy: the server is on loopback or named by its operator, and looking for proxies costs a start-up.
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
    });

    public BothyClientOptions Options => options;

    public async Task<TAnswer> SendAsync<TAnswer>(ApiRequest request, JsonTypeInfo<TAnswer> type, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.RequestTimeout + options.ConnectPatience);
        try
        {
            using var response = await OpenAsync(request, timeout.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(timeout.Token).ConfigureAwait(false);
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The answer is null.");
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw Late(request, late);
        }
        catch (JsonException broken)
        {
            throw new HttpRequestException($"The server at {endpoints.Current.Url} answered {request} with something that is not this API's.", broken);
        }
    }

    public async Task SendAsync(ApiRequest request, CancellationToken cancellationToken) =>
        (await OpenInTimeAsync(request, cancellationToken).ConfigureAwait(false)).Dispose();

    /// <summary>Returns as soon as the headers of a successful answer are there.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    /// <exception cref="HttpRequestException">There is no server, or it went away.</exception>
    public async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var started = options.Time.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(20); ; pause = TimeSpan.FromMilliseconds(Math.Min(500, pause.TotalMilliseconds * 2)))
        {
            try
            {
                return await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException error)
                when ((request.Method == HttpMethod.Get || error.HttpRequestError == HttpRequestError.ConnectionError)
                    && options.Time.GetElapsedTime(started) + pause < options.ConnectPatience)
            {
                await Task.Delay(pause, options.Time, cancellationToken).ConfigureAwait(false);
                endpoints.Refresh();
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var endpoint = endpoints.Current;
        using var message = new HttpRequestMessage(request.Method, new Uri(endpoint.Url, ApiRoot + request.Path));
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", endpoint.Token);
        request.Apply(message);
        var response = await _http.SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            return response;
        }

        using (response)
        {
            var problem = await ReadProblemAsync(response, cancellationToken).ConfigureAwait(false);
            throw response.StatusCode == HttpStatusCode.Gone ? new GoneException(problem) : new ApiException(problem);
        }
    }

    /// <summary>As <see cref="OpenAsync"/>, for an answer that must begin in time.</summary>
    public async Task<HttpResponseMessage> OpenInTimeAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.RequestTimeout + options.ConnectPatience);
        try
        {
            return await OpenAsync(request, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw Late(request, late);
        }
    }

    private HttpRequestException Late(ApiRequest request, Exception cause) =>
        new($"The server at {endpoints.Current.Url} did not answer {request} in {(options.RequestTimeout + options.ConnectPatience).TotalSeconds} s.", cause);

    private static async Task<Problem> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            if (response.Content.Headers.ContentType?.MediaType == "application/problem+json"
                && JsonSerializer.Deserialize(body, ApiJson.Default.Problem) is { } problem)
            {
                return problem with { Status = (int)response.StatusCode };
            }
        }
        catch (JsonException)
        {
            // Not this API's answer; the status is all there is to tell.
        }

        return new Problem
        {
            Status = (int)response.StatusCode,
            Title = response.ReasonPhrase ?? "Error",
            Detail = $"The server answered {(int)response.StatusCode} {response.ReasonPhrase}.",
        };
    }
}
