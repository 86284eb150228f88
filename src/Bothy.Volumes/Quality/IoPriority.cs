namespace Bothy.Volumes.Quality;

/// <summary>Which requests go first where two volumes want the same disk.</summary>
public enum IoPriority
{
    /// <summary>An environment that is starting or that somebody sits in front of.</summary>
    Interactive,

    /// <summary>Work that nobody waits for. It goes on while interactive volumes leave room, and is never starved entirely.</summary>
    Background,
}
