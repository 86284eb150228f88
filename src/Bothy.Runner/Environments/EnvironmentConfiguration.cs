using Bothy.Api.Environments;
using Bothy.Devcontainers.Machines;
using Bothy.Devcontainers.Model;
using Bothy.Linux.Paths;
using Bothy.Runner.Failing;
using Bothy.Runner.Images;
using Bothy.Runner.Machines;
using Bothy.Runner.Records;
using Bothy.Runner.Status;

namespace Bothy.Runner.Environments;

/// <summary>Makes of the repository's configuration and the image the plan of a machine.</summary>
internal sealed class EnvironmentConfiguration(StartRecords starts, StatusBoard board)
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <inheritdoc cref="WorkspaceConfigurations.Read"/>
    public WorkspaceConfiguration Read(EnvironmentSite site, EnvironmentRecord record) => new WorkspaceConfigurations(starts).Read(site, record);

    /// <summary>Keeps what a machine, which is about to be started, is started by; returns what is left to do when it runs.</summary>
    public RunningPlan Keep(EnvironmentSite site, WorkspaceConfiguration read, MountedImage image, MachinePlan plan)
    {
        var running = plan.Running;
        starts.Save(site.Id, new StartRecord(running, read.Configuration.Path, read.Content, image.Name, image.Digest));
        return running;
    }

    /// <summary>What was kept for the machine that was started last; null for one whose runner kept nothing.</summary>
    public RunningPlan? FindRunning(Guid environment) => starts.Find(environment)?.Plan;

    /// <summary>Puts the configuration over what the image says, looks up its users, and reports it.</summary>
    /// <param name="limits">What the environment's class gives.</param>
    public MachinePlan Resolve(EnvironmentSite site, EnvironmentRecord record, WorkspaceConfiguration read, MountedImage image, MachineLimits limits)
    {
        var configuration = read.Configuration;
        var merged = configuration.Merge(image.Labels);
        var demands = MachineDemands.Of(merged);
        merged = demands.ApplyTo(merged);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = DefaultPath };
        foreach (var (name, value) in image.Variables.Concat(merged.ContainerEnv))
        {
            variables[name] = value;
        }

        merged = merged.SubstituteInContainer(variables);
        var plan = new MachinePlan(
            merged,
            demands,
            variables,
            merged.OverrideCommand ? [] : image.Arguments,
            User(site, record, image, merged.ContainerUser ?? image.User ?? "root"),
            User(site, record, image, merged.ResolveRemoteUser(image.User)),
            site.Spec.Content.Directory is not null || WorkspaceFolder.IsPlain(site.Disk, record.Content!.Folder));
        board.Change(site.Id, status => status.WithoutFailure("devcontainer").WithContent(part => part with { WorkspaceFolder = merged.WorkspaceFolder }) with
        {
            Devcontainer = new DevcontainerStatus
            {
                Phase = PartPhase.Ready,
                Path = merged.Path,
                Name = merged.Name,
                RemoteUser = plan.RemoteUser.Name,
                ForwardPorts = merged.OwnPorts,
                Warnings =
                [
                    .. read.Warning is { } warning ? (string[])[warning] : [],
                    .. image.Warning is { } built ? (string[])[built] : [],
                    .. merged.Warnings,
                    .. demands.Warnings,
                    .. HostRequirementsCheck.Warnings(merged.HostRequirements, site.Spec.Class, limits),
                    .. OwnerWarnings(site),
                    .. UserWarnings(merged, image, plan),
                    .. configuration.Image is null ? [] : FallbackWarnings(image),
                ],
            },
        });
        return plan;
    }

    /// <summary>One that was there and is no more can only be made again inside: until then, it is root.</summary>
    private static InsideUser User(EnvironmentSite site, EnvironmentRecord record, MountedImage image, string name) =>
        InsideUser.Find(name, Path.Combine(site.Disk, MachineFiles.Upper), image.Path)
        ?? (record.HomePopulated ? InsideUser.Root : throw new EnvironmentFault(
            "devcontainer", "UserNotFound", $"The image {image.Name} has no user named {name}. Name one that it has, or use another image.", retry: false));

    private static IEnumerable<string> UserWarnings(MergedConfiguration merged, MountedImage image, MachinePlan plan)
    {
        var wanted = merged.ResolveRemoteUser(image.User).Split(':')[0];
        if (plan.RemoteUser == InsideUser.Root && wanted is not ("root" or "0"))
        {
            yield return $"There is no user {wanted} inside any more: terminals and commands are root's. Make the user again and restart.";
        }
    }

    private static IEnumerable<string> OwnerWarnings(EnvironmentSite site)
    {
        if (site.Spec.Content.Directory is { } directory && FileStatus.Of(directory.Path) is { UserId: 0 })
        {
            yield return $"{directory.Path} belongs to root on the host, and so does what is written there from inside. Prefer a directory of your own.";
        }
    }

    private static IEnumerable<string> FallbackWarnings(MountedImage image)
    {
        if (image.Fallback is { } why)
        {
            yield return $"The image {image.Name} is not its registry's, but {image.Source}: {why}";
        }
    }
}
