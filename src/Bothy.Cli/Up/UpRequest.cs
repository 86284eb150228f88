using Bothy.Api.Environments;
using Bothy.Api.Remotes;
using Bothy.Cli.Content;

namespace Bothy.Cli.Up;

/// <summary>What <c>bothy up</c> was asked for.</summary>
internal sealed record UpRequest
{
    public required ContentSpec Content { get; init; }

    public required string Name { get; init; }

    public string? Class { get; init; }

    public string? Image { get; init; }

    public string? DevcontainerPath { get; init; }

    /// <summary>Never printed: the type does not.</summary>
    public GitCredentials? Credentials { get; init; }

    /// <summary>What gits inside may do with the user's access to the remote until the command ends.</summary>
    public GitAccess Access { get; init; }

    /// <summary>Take whatever key an unknown host shows.</summary>
    public bool AcceptNewHostKey { get; init; }

    /// <summary>True for a repository of another machine.</summary>
    public bool HasRemote => GitRemote.Of(Content) is not null;

    public bool Wait { get; init; } = true;

    public EnvironmentSpec ToSpec(DesiredPhase desiredPhase) => new()
    {
        DesiredPhase = desiredPhase,
        Class = Class ?? new EnvironmentSpec().Class,
        Content = Content,
        Devcontainer = new DevcontainerSpec { Image = Image, Path = DevcontainerPath },
    };

    /// <summary>In what an existing environment differs from this request, in words; null if this request can go on with it.</summary>
    public string? DifferenceFrom(EnvironmentSpec existing)
    {
        if (RequestedContent.Describe(existing.Content) != RequestedContent.Describe(Content))
        {
            return $"made from {RequestedContent.Describe(existing.Content)}";
        }

        if (Class is not null && Class != existing.Class)
        {
            return $"of class {existing.Class}";
        }

        if (Image is not null && Image != existing.Devcontainer.Image)
        {
            return existing.Devcontainer.Image is { } image ? $"made with the image {image}" : "made with its devcontainer's own image";
        }

        return DevcontainerPath is not null && DevcontainerPath != existing.Devcontainer.Path
            ? $"made with {existing.Devcontainer.Path ?? "the devcontainer.json that was found"}"
            : null;
    }
}
