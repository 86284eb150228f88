namespace Bothy.Devcontainers.Binding;

/// <summary>The properties that the specification knows.</summary>
internal static class PropertyNames
{
    /// <summary>Those that an image's metadata label may hold.</summary>
    public static readonly IReadOnlyList<string> Shared =
    [
        "containerEnv", "remoteEnv", "containerUser", "remoteUser", "forwardPorts", "portsAttributes", "otherPortsAttributes",
        "overrideCommand", "onCreateCommand", "updateContentCommand", "postCreateCommand", "postStartCommand", "postAttachCommand",
        "waitFor", "init", "privileged", "capAdd", "securityOpt", "mounts", "shutdownAction", "updateRemoteUserUID", "userEnvProbe",
        "hostRequirements", "customizations",
    ];

    public static readonly IReadOnlyList<string> Label = [.. Shared, "id", "entrypoint"];

    public static readonly IReadOnlyList<string> File =
    [
        .. Shared, "$schema", "name", "image", "build", "dockerFile", "context", "dockerComposeFile", "service", "runServices",
        "workspaceFolder", "workspaceMount", "features", "overrideFeatureInstallOrder", "initializeCommand", "secrets", "appPort", "runArgs",
        .. LegacyProperties.Names,
    ];
}
