namespace Bothy.Runner.Registration;

/// <summary>A runner is called like its host.</summary>
internal static class RunnerName
{
    private const int MaximumLength = 63;

    /// <summary>The host's name as a resource name (RFC 1123 label).</summary>
    public static string From(string hostName)
    {
        var label = new string([.. hostName.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        label = label.Length > MaximumLength ? label[..MaximumLength].TrimEnd('-') : label;
        return label.Length == 0 ? "host" : label;
    }
}
