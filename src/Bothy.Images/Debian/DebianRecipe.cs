namespace Bothy.Images.Debian;

/// <summary>A Debian system to build.</summary>
internal sealed record DebianRecipe
{
    /// <summary>Changes whenever the same recipe gives something else than before.</summary>
    private const int Version = 1;

    private static readonly string[] Shell = ["bash"];

    /// <summary>A release's code name, <c>sid</c>, or one of Debian's own aliases such as <c>stable</c>.</summary>
    public required string Suite { get; init; }

    /// <summary>Leave out documentation, also of what is installed later.</summary>
    public bool Slim { get; init; }

    /// <summary>Packages besides the minimal system.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>A user to make, with id 1000, who may become root without a password; null for none.</summary>
    public string? User { get; init; }

    /// <summary>The image's own program, which only runs where a repository asks for it.</summary>
    public IReadOnlyList<string> Command { get; init; } = Shell;

    public string Key =>
        $"debian {Version} {Suite} {(Slim ? "slim" : "full")} {User} {string.Join(',', Packages)}"
        + (Command.SequenceEqual(Shell) ? "" : $" {string.Join(' ', Command)}");
}
