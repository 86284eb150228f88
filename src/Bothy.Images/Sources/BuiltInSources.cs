namespace Bothy.Images.Sources;

/// <summary>What a host has without any configuration, for when the registries do not answer.</summary>
internal static class BuiltInSources
{
    public const string DefaultImage = "mcr.microsoft.com/devcontainers/base:bookworm";

    /// <summary>Images in which Bothy itself does something; their names are on no registry.</summary>
    private const string Own = "bothy.localhost";

    public static IReadOnlyList<ImageSourceRule> Rules { get; } =
    [
        new ImageSourceRule { Match = Own + "/builder:*", Debian = new DebianRule { Packages = ["buildah", "ca-certificates"] } },
        new ImageSourceRule { Match = "debian:*", Fallback = true, Debian = new DebianRule() },
        new ImageSourceRule
        {
            Match = "mcr.microsoft.com/devcontainers/base:*",
            Fallback = true,
            Debian = new DebianRule
            {
                User = "vscode",
                Packages =
                [
                    "bash-completion", "ca-certificates", "curl", "git", "gnupg", "iproute2", "less", "nano", "netbase", "openssh-client", "procps",
                    "sudo", "unzip", "wget", "xz-utils",
                ],
            },
        },
    ];
}
