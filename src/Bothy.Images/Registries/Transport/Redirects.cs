using System.Net;
using System.Net.Http.Headers;

namespace Bothy.Images.Registries.Transport;

/// <summary>Sends requests and follows redirects: credentials stay with the server they are for, and TLS is never left.</summary>
internal sealed class Redirects(RegistryEndpoint endpoint, RegistryConnections connections)
{
    private const int Most = 5;

    /// <param name="prepare">Sets headers, none of them secret.</param>
    /// <param name="authorization">For the server of <paramref name="address"/> alone.</param>
    public async Task<HttpResponseMessage> GetAsync(
        Uri address, Action<HttpRequestHeaders> prepare, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        var current = address;
        for (var hop = 0; hop <= Most; hop++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, current);
            prepare(request.Headers);
            request.Headers.UserAgent.ParseAdd("bothy");
            if (IsSameServer(current, address))
            {
                request.Headers.Authorization = authorization;
            }

            var response = await SendAsync(request, cancellationToken);
            if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            current = Next(current, location);
        }

        throw new ImageException(ImageProblem.Corrupt, $"{endpoint} sends us from one address to the next more than {Most} times.");
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        (IsSameServer(request.RequestUri!, endpoint.Base) ? connections.Own : connections.Foreign).SendAsync(request, cancellationToken);

    /// <summary>The address that <paramref name="location"/> means, if it may be followed.</summary>
    public static Uri Next(Uri current, Uri location)
    {
        var next = location.IsAbsoluteUri ? location : new Uri(current, location);
        if (next.Scheme != Uri.UriSchemeHttps && !(next.Scheme == Uri.UriSchemeHttp && current.Scheme == Uri.UriSchemeHttp && RegistryEndpoint.IsLoopbackHost(next.IdnHost)))
        {
            throw new ImageException(ImageProblem.Denied, $"{current.Authority} sends us to {next.GetLeftPart(UriPartial.Authority)}, where nothing is encrypted. That is not followed.");
        }

        return next.UserInfo.Length == 0
            ? next
            : throw new ImageException(ImageProblem.Denied, $"{current.Authority} sends us to an address with credentials in it. That is not followed.");
    }

    public static bool IsSameServer(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && one.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
}
