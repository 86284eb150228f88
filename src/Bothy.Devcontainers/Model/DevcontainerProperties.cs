using Bothy.Devcontainers.Lifecycle;

namespace Bothy.Devcontainers.Model;

/// <summary>
/// The properties that <c>devcontainer.json</c> and an image's <c>devcontainer.metadata</c> label share: Dev Container specification, "Merge Logic".
/// Null and empty mean that nothing is said. Variables are substituted, except <c>${containerEnv:…}</c>.
/// </summary>
public sealed record DevcontainerProperties
{
    /// <summary>The Feature that an entry of the label comes from; null for <c>devcontainer.json</c>.</summary>
    public string? Id { get; init; }

    public IReadOnlyDictionary<string, string> ContainerEnv { get; init; } = new Dictionary<string, string>();

    /// <summary>A null value takes the variable away.</summary>
    public IReadOnlyDictionary<string, string?> RemoteEnv { get; init; } = new Dictionary<string, string?>();

    public string? ContainerUser { get; init; }

    public string? RemoteUser { get; init; }

    public IReadOnlyList<ForwardedPort> ForwardPorts { get; init; } = [];

    public IReadOnlyDictionary<string, PortAttributes> PortsAttributes { get; init; } = new Dictionary<string, PortAttributes>();

    public PortAttributes? OtherPortsAttributes { get; init; }

    public bool? OverrideCommand { get; init; }

    public IReadOnlyDictionary<LifecycleHook, LifecycleCommand> Commands { get; init; } = new Dictionary<LifecycleHook, LifecycleCommand>();

    public LifecycleHook? WaitFor { get; init; }

    public bool? Init { get; init; }

    public bool? Privileged { get; init; }

    public IReadOnlyList<string> CapAdd { get; init; } = [];

    public IReadOnlyList<string> SecurityOpt { get; init; } = [];

    public string? Entrypoint { get; init; }

    public IReadOnlyList<MountRequest> Mounts { get; init; } = [];

    public ShutdownAction? ShutdownAction { get; init; }

    public bool? UpdateRemoteUserUid { get; init; }

    public UserEnvProbe? UserEnvProbe { get; init; }

    public HostRequirements? HostRequirements { get; init; }

    /// <summary>For each tool its settings, as JSON.</summary>
    public IReadOnlyDictionary<string, string> Customizations { get; init; } = new Dictionary<string, string>();
}
