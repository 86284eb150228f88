using Bothy.Devcontainers.Lifecycle;
using Bothy.Devcontainers.Variables;

namespace Bothy.Devcontainers.Model;

/// <summary>The configuration in force: the repository's over the image's, with defaults applied.</summary>
public sealed record MergedConfiguration
{
    /// <inheritdoc cref="DevcontainerConfiguration.Path"/>
    public string? Path { get; init; }

    public string? Name { get; init; }

    /// <inheritdoc cref="DevcontainerConfiguration.Image"/>
    public string? Image { get; init; }

    /// <inheritdoc cref="DevcontainerConfiguration.ContentFolder"/>
    public required string ContentFolder { get; init; }

    /// <inheritdoc cref="DevcontainerRequest.LocalWorkspaceFolder"/>
    public required string LocalWorkspaceFolder { get; init; }

    /// <inheritdoc cref="DevcontainerConfiguration.RunArgs"/>
    public required IReadOnlyList<string> RunArgs { get; init; }

    /// <inheritdoc cref="DevcontainerConfiguration.WorkspaceFolder"/>
    public required string WorkspaceFolder { get; init; }

    /// <summary>Variables of every process in the environment, over those of the image.</summary>
    public required IReadOnlyDictionary<string, string> ContainerEnv { get; init; }

    /// <summary>Variables of terminals, lifecycle commands and other processes that a tool starts, over those of the container; null takes one away.</summary>
    public required IReadOnlyDictionary<string, string?> RemoteEnv { get; init; }

    /// <summary>User of the image's own command; null for the image's user.</summary>
    public string? ContainerUser { get; init; }

    /// <summary>User of terminals and lifecycle commands; null for the user of the container. See <see cref="ResolveRemoteUser"/>.</summary>
    public string? RemoteUser { get; init; }

    public required IReadOnlyList<ForwardedPort> ForwardPorts { get; init; }

    public required IReadOnlyDictionary<string, PortAttributes> PortsAttributes { get; init; }

    public PortAttributes? OtherPortsAttributes { get; init; }

    /// <summary>Whether the image's own entrypoint and command stay unused.</summary>
    public required bool OverrideCommand { get; init; }

    /// <summary>Commands of all hooks, for each hook in the order in which they run.</summary>
    public required IReadOnlyList<LifecycleContribution> Commands { get; init; }

    public required LifecycleHook WaitFor { get; init; }

    public required bool Init { get; init; }

    public required bool Privileged { get; init; }

    public required IReadOnlyList<string> CapAdd { get; init; }

    public required IReadOnlyList<string> SecurityOpt { get; init; }

    public required IReadOnlyList<string> Entrypoints { get; init; }

    public required IReadOnlyList<MountRequest> Mounts { get; init; }

    public ShutdownAction? ShutdownAction { get; init; }

    public bool? UpdateRemoteUserUid { get; init; }

    public UserEnvProbe? UserEnvProbe { get; init; }

    public HostRequirements? HostRequirements { get; init; }

    /// <summary>For each tool the settings of all who have some for it, as JSON; merging them is the tool's business.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Customizations { get; init; }

    /// <inheritdoc cref="DevcontainerConfiguration.Warnings"/>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Ports of the environment itself that should be forwarded.</summary>
    public IReadOnlyList<int> OwnPorts => [.. ForwardPorts.Where(port => port.Host is null).Select(port => port.Port)];

    /// <summary>The user that terminals and lifecycle commands run as.</summary>
    /// <param name="imageUser">The user of the image's configuration; null or empty means root.</param>
    public string ResolveRemoteUser(string? imageUser) =>
        RemoteUser ?? ContainerUser ?? (string.IsNullOrEmpty(imageUser) ? "root" : imageUser);

    /// <summary>The second stage of substitution: <c>${containerEnv:…}</c> in <see cref="RemoteEnv"/> and in commands.</summary>
    /// <param name="containerEnvironment">The environment of the container: the image's with <see cref="ContainerEnv"/> over it.</param>
    public MergedConfiguration SubstituteInContainer(IReadOnlyDictionary<string, string> containerEnvironment)
    {
        string Resolve(string text) => Substitution.SubstituteInContainer(text, containerEnvironment);

        LifecycleProcess Inside(LifecycleProcess process) => process with { Arguments = [.. process.Arguments.Select(Resolve)] };

        return this with
        {
            RemoteEnv = RemoteEnv.ToDictionary(pair => pair.Key, pair => pair.Value is null ? null : Resolve(pair.Value)),
            Commands = [.. Commands.Select(item => item with { Command = new([.. item.Command.Processes.Select(Inside)]) })],
        };
    }
}
