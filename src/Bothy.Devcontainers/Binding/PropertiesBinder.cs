using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Json;
using Bothy.Devcontainers.Lifecycle;
using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Binding;

/// <summary>Reads the properties that <c>devcontainer.json</c> and the image's label share.</summary>
internal static class PropertiesBinder
{
    private static readonly Dictionary<string, ShutdownAction> ShutdownActions = new(StringComparer.Ordinal)
    {
        ["none"] = ShutdownAction.None,
        ["stopContainer"] = ShutdownAction.StopContainer,
        ["stopCompose"] = ShutdownAction.StopCompose,
    };

    private static readonly Dictionary<string, UserEnvProbe> UserEnvProbes = new(StringComparer.Ordinal)
    {
        ["none"] = UserEnvProbe.None,
        ["loginShell"] = UserEnvProbe.LoginShell,
        ["loginInteractiveShell"] = UserEnvProbe.LoginInteractiveShell,
        ["interactiveShell"] = UserEnvProbe.InteractiveShell,
    };

    /// <param name="source">The object, after the first stage of substitution.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="problems">Gets the warnings.</param>
    /// <param name="report">Told of wrong values in properties that have an effect; in others they are warnings.</param>
    public static DevcontainerProperties Bind(JsoncObject source, JsonPath path, ProblemCollector problems, Report report)
    {
        void Note(JsonPath at, JsoncValue value, string message) => problems.Warn(at, message + ".");

        var applied = new ObjectReader(source, path, report);
        var noted = new ObjectReader(source, path, Note);
        return new DevcontainerProperties
        {
            ContainerEnv = EnvironmentVariables.ReadContainerEnv(applied, problems),
            RemoteEnv = EnvironmentVariables.ReadRemoteEnv(applied, problems),
            ContainerUser = NonEmpty(applied.ShortText("containerUser")),
            RemoteUser = NonEmpty(applied.ShortText("remoteUser")),
            ForwardPorts = ForwardPorts.Read(applied, problems),
            OverrideCommand = applied.Flag("overrideCommand"),
            Commands = ReadCommands(applied),
            WaitFor = applied.Choice("waitFor", LifecycleHookNames.ByName),
            PortsAttributes = Ports.ReadAttributes(noted, Note),
            OtherPortsAttributes = Ports.ReadOtherAttributes(noted, Note),
            Init = noted.Flag("init"),
            Privileged = noted.Flag("privileged"),
            CapAdd = noted.Texts("capAdd"),
            SecurityOpt = noted.Texts("securityOpt"),
            Mounts = Mounts.Read(noted, Note),
            ShutdownAction = noted.Choice("shutdownAction", ShutdownActions),
            UpdateRemoteUserUid = noted.Flag("updateRemoteUserUID"),
            UserEnvProbe = noted.Choice("userEnvProbe", UserEnvProbes),
            HostRequirements = Requirements.Read(noted, Note),
            Customizations = Customizations.Read(noted),
        };
    }

    private static Dictionary<LifecycleHook, LifecycleCommand> ReadCommands(ObjectReader reader)
    {
        var commands = new Dictionary<LifecycleHook, LifecycleCommand>();
        for (var hook = LifecycleHook.OnCreateCommand; hook <= LifecycleHook.PostAttachCommand; hook++)
        {
            if (LifecycleCommands.Read(reader, hook) is { } command)
            {
                commands.Add(hook, command);
            }
        }

        return commands;
    }

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
