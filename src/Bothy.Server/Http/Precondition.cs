using System.Globalization;
using Bothy.Api.Problems;
using Microsoft.AspNetCore.Http;

namespace Bothy.Server.Http;

/// <summary>Reads <c>If-Match</c>: a revision, quoted as RFC 9110 says or bare.</summary>
internal static class Precondition
{
    /// <param name="revision">Null if the header is missing or is <c>*</c>.</param>
    /// <returns>Null unless the header cannot be read.</returns>
    public static Problem? TryRead(HttpContext context, out long? revision)
    {
        revision = null;
        var header = context.Request.Headers.IfMatch.ToString().Trim();
        if (header is "" or "*")
        {
            return null;
        }

        var bare = header is ['"', .. var quoted, '"'] ? quoted : header;
        if (long.TryParse(bare, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            revision = value;
            return null;
        }

        return Problems.Malformed("If-Match must be one revision, as in If-Match: \"42\".");
    }

    public static bool IsMissing(HttpContext context) => context.Request.Headers.IfMatch.Count == 0;
}
