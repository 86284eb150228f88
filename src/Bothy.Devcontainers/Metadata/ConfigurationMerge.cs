using Bothy.Devcontainers.Lifecycle;
using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Metadata;

/// <summary>Dev Container specification, "Merge Logic". The image's entries come first, <c>devcontainer.json</c> last.</summary>
internal static class ConfigurationMerge
{
    public static MergedConfiguration Merge(DevcontainerConfiguration configuration, ImageMetadata metadata)
    {
        DevcontainerProperties[] all = [.. metadata.Entries, configuration.Properties];
        return new MergedConfiguration
        {
            Path = configuration.Path,
            Name = configuration.Name,
            Image = configuration.Image,
            ContentFolder = configuration.ContentFolder,
            WorkspaceFolder = configuration.WorkspaceFolder,
            LocalWorkspaceFolder = configuration.LocalWorkspaceFolder,
            RunArgs = configuration.RunArgs,
            ContainerEnv = PerName(all, entry => entry.ContainerEnv),
            RemoteEnv = PerName(all, entry => entry.RemoteEnv),
            ContainerUser = Last(all, entry => entry.ContainerUser),
            RemoteUser = Last(all, entry => entry.RemoteUser),
            ForwardPorts = Union(all, entry => entry.ForwardPorts),
            PortsAttributes = PerName(all, entry => entry.PortsAttributes),
            OtherPortsAttributes = Last(all, entry => entry.OtherPortsAttributes),
            OverrideCommand = Last(all, entry => entry.OverrideCommand) ?? true,
            Commands = [.. metadata.Entries.SelectMany(entry => Contributions(entry, entry.Id ?? "image metadata")), .. Contributions(configuration.Properties, "devcontainer.json")],
            WaitFor = Last(all, entry => entry.WaitFor) ?? LifecyclePlan.DefaultWaitFor,
            Init = all.Any(entry => entry.Init == true),
            Privileged = all.Any(entry => entry.Privileged == true),
            CapAdd = Union(all, entry => entry.CapAdd),
            SecurityOpt = Union(all, entry => entry.SecurityOpt),
            Entrypoints = [.. all.Select(entry => entry.Entrypoint).Where(entrypoint => !string.IsNullOrEmpty(entrypoint)).OfType<string>()],
            Mounts = LastPerTarget(all.SelectMany(entry => entry.Mounts)),
            ShutdownAction = Last(all, entry => entry.ShutdownAction),
            UpdateRemoteUserUid = Last(all, entry => entry.UpdateRemoteUserUid),
            UserEnvProbe = Last(all, entry => entry.UserEnvProbe),
            HostRequirements = HostRequirementsMerge.Most([.. all.Select(entry => entry.HostRequirements).OfType<HostRequirements>()]),
            Customizations = all.SelectMany(entry => entry.Customizations)
                .GroupBy(pair => pair.Key, pair => pair.Value)
                .ToDictionary(group => group.Key, group => (IReadOnlyList<string>)[.. group]),
            Warnings = [.. configuration.Warnings, .. metadata.Warnings],
        };
    }

    private static T? Last<T>(DevcontainerProperties[] all, Func<DevcontainerProperties, T?> property) =>
        all.Select(property).LastOrDefault(value => value is not null);

    private static List<T> Union<T>(DevcontainerProperties[] all, Func<DevcontainerProperties, IReadOnlyList<T>> property) =>
        [.. all.SelectMany(property).Distinct()];

    private static Dictionary<string, T> PerName<T>(DevcontainerProperties[] all, Func<DevcontainerProperties, IReadOnlyDictionary<string, T>> property)
    {
        var merged = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (name, value) in all.SelectMany(property))
        {
            merged[name] = value;
        }

        return merged;
    }

    private static IEnumerable<LifecycleContribution> Contributions(DevcontainerProperties entry, string origin) =>
        entry.Commands.OrderBy(pair => pair.Key).Select(pair => new LifecycleContribution(pair.Key, origin, pair.Value));

    private static List<MountRequest> LastPerTarget(IEnumerable<MountRequest> mounts)
    {
        var seen = new HashSet<string?>();
        List<MountRequest> kept = [.. mounts.Reverse().Where(mount => seen.Add(mount.Target))];
        kept.Reverse();
        return kept;
    }
}
