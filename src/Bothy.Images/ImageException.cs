namespace Bothy.Images;

/// <summary>Why there is no image.</summary>
public enum ImageProblem
{
    /// <summary>The reference is not one.</summary>
    InvalidReference,

    /// <summary>No source of this host has such an image.</summary>
    Unknown,

    /// <summary>The image exists, and not for this host's processor.</summary>
    WrongPlatform,

    /// <summary>What the source gave is broken, hostile, or not what its digest promises.</summary>
    Corrupt,

    /// <summary>The image exceeds a limit of this host.</summary>
    TooLarge,

    /// <summary>The image could not be built or converted; the message carries the tool's last words.</summary>
    BuildFailed,

    /// <summary>The file that says where images come from, or one with credentials, is wrong.</summary>
    Configuration,

    /// <summary>No registry that should have the image answers.</summary>
    Unreachable,

    /// <summary>The registry wants other credentials, or none of this host's may read the image.</summary>
    Denied,
}

/// <summary>There is no image; the message says why and what to do.</summary>
public sealed class ImageException(ImageProblem problem, string message, Exception? cause = null) : Exception(message, cause)
{
    public ImageProblem Problem { get; } = problem;

    /// <summary>True if trying again may help though nothing else changes.</summary>
    public bool Retry => Problem is ImageProblem.BuildFailed or ImageProblem.Unreachable;
}
