using System.Net;
using Bothy.Api.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bothy.Server.Http;

/// <summary>
/// Refuses what a web page of another site makes a browser send: the server listens on loopback, where every page's scripts can reach it,
/// and a DNS name that is rebound to loopback makes the page look like its own origin.
/// </summary>
/// <param name="hosts">Host names that the server answers for, beside the loopback ones.</param>
internal sealed class SiteGuard(IReadOnlyCollection<string> hosts, ILogger logger)
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Check(context.Request) is { } problem)
        {
            logger.CrossSiteRefused(context.Request.Host.Value ?? "", context.Request.Headers.Origin.ToString());
            return context.AnswerAsync(problem);
        }

        return next(context);
    }

    private Problem? Check(HttpRequest request)
    {
        if (!IsOurs(request.Host.Host))
        {
            return Problems.Misdirected(request.Host.Value ?? "");
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && origin != $"{request.Scheme}://{request.Host.Value}")
        {
            return Problems.CrossSite($"Pages of {origin} may not use this server.");
        }

        return request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
            ? Problems.CrossSite("Pages of other sites may not use this server.")
            : null;
    }

    private bool IsOurs(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
        || hosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}
