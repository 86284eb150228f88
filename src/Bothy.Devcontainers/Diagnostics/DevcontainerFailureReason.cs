namespace Bothy.Devcontainers.Diagnostics;

/// <summary>Why a configuration cannot be used; the name is the word that programs see.</summary>
public enum DevcontainerFailureReason
{
    /// <summary>The path asked for names no file of the repository.</summary>
    DevcontainerNotFound,

    /// <summary>The path asked for leads out of the repository.</summary>
    DevcontainerPathInvalid,

    /// <summary>The repository has several configurations and none of them is the default.</summary>
    DevcontainerAmbiguous,

    /// <summary>The file exceeds 1 MiB.</summary>
    DevcontainerTooLarge,

    /// <summary>The file is not JSON with comments.</summary>
    DevcontainerSyntax,

    /// <summary>Properties have values of the wrong type or out of range.</summary>
    DevcontainerInvalid,

    /// <summary>The environment would consist of Compose services, which are not supported yet.</summary>
    ComposeNotSupported,
}
