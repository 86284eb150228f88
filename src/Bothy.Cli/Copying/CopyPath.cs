using Bothy.Cli.Errors;

namespace Bothy.Cli.Copying;

/// <summary>One end of a copy: a path here, or one in an environment.</summary>
/// <param name="Environment">Null for a path of this machine.</param>
/// <param name="Path">Inside: absolute, or relative to the default directory; empty for that directory itself.</param>
internal sealed record CopyPath(string? Environment, string Path)
{
    /// <summary>True where the name says that it is a directory.</summary>
    public bool IsMarkedDirectory => Path.Length == 0 || Path.EndsWith('/') || Path is "." or ".." || Path.EndsWith("/.", StringComparison.Ordinal) || Path.EndsWith("/..", StringComparison.Ordinal);

    /// <summary>Reads <c>NAME:PATH</c>; anything with a slash before its first colon is a path here, as <c>./a:b</c> is.</summary>
    public static CopyPath Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return colon > 0 && (slash < 0 || colon < slash) ? new CopyPath(text[..colon], text[(colon + 1)..]) : new CopyPath(null, text);
    }

    /// <exception cref="CliException">Not exactly one of the two is inside an environment.</exception>
    public static void CheckPair(CopyPath source, CopyPath destination)
    {
        if (source.Environment is null && destination.Environment is null)
        {
            throw CliException.Usage("neither side is in an environment", "write one of them as NAME:PATH");
        }

        if (source.Environment is not null && destination.Environment is not null)
        {
            throw CliException.Usage("both sides are in environments", "copy to this machine first, and from there on");
        }
    }
}
