using System.Net;

namespace Bothy.Api.Validation.Rules;

/// <summary>DNS names as rules hold them: RFC 1035 section 2.3.4, with underscores, and a whole first label of <c>*</c>.</summary>
internal static class DnsNameSyntax
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    /// <summary>What is wrong with the name; null if nothing is.</summary>
    public static string? Problem(string name)
    {
        if (IPAddress.TryParse(name, out _))
        {
            return "must be a name; for an address, use cidr";
        }

        if (name.Length is 0 or > LongestName)
        {
            return $"must have 1 to {LongestName} characters";
        }

        var labels = name.Split('.');
        if (labels is ["*"])
        {
            return "must name a domain after '*.'; for everything, use the policy open";
        }

        return (labels[0] == "*" ? labels.Skip(1) : labels).Select(LabelProblem).FirstOrDefault(problem => problem is not null);
    }

    private static string? LabelProblem(string label) => label switch
    {
        "" => "must not have empty parts: no dot at its ends, no two in a row",
        { Length: > LongestLabel } => $"must have parts of at most {LongestLabel} characters",
        _ when label.Contains('*', StringComparison.Ordinal) => "may have '*' as its whole first part only, as in *.example.org",
        _ when label.Contains('/', StringComparison.Ordinal) || label.Contains(':', StringComparison.Ordinal) => "must be a name alone, without scheme, port or path",
        _ when !label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') => "must have letters a to z, digits, '-' and '_' only; write other letters in punycode (xn--…)",
        ['-', ..] or [.., '-'] => "must have no part that begins or ends with '-'",
        _ => null,
    };
}
