using Bothy.Devcontainers;
using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Files;
using Bothy.Devcontainers.Model;
using Bothy.Devcontainers.Variables;
using Bothy.Runner.Failing;
using Bothy.Runner.Records;

namespace Bothy.Runner.Environments;

/// <summary>
/// Reads the repository's <c>devcontainer.json</c>. For an environment that was started before, what it was started with then stands in for a file that is gone or
/// wrong: it may lie nowhere but inside, where it can only be mended when the machine runs.
/// </summary>
internal sealed class WorkspaceConfigurations(StartRecords starts)
{
    /// <exception cref="EnvironmentFault">The configuration cannot be used, and none was before.</exception>
    public WorkspaceConfiguration Read(EnvironmentSite site, EnvironmentRecord record)
    {
        try
        {
            var now = ReadNow(site, record);
            return now.Configuration.Path is null && site.Spec.Devcontainer.Path is null && starts.Find(site.Id) is { Path: { } gone } kept
                ? ReadKept(site, record, kept, $"{gone} is gone. To do without, put an empty one there ({{}}).")
                : now;
        }
        catch (EnvironmentFault fault) when (starts.Find(site.Id) is { } kept)
        {
            site.Log.Error(fault.Part, fault.Message);
            return ReadKept(site, record, kept, fault.Message);
        }
    }

    private static WorkspaceConfiguration ReadNow(EnvironmentSite site, EnvironmentRecord record)
    {
        using var folder = WorkspaceFolder.Open(site, record);
        var files = new NotedWorkspaceFiles(new HostileWorkspaceFiles(folder));
        try
        {
            var configuration = Read(files, site, record, site.Spec.Devcontainer.Path);
            return new WorkspaceConfiguration(configuration, configuration.Path is null ? [] : files.LastRead);
        }
        catch (IOException exception)
        {
            throw new EnvironmentFault("devcontainer", "DevcontainerUnreadable", exception.Message, retry: false, exception);
        }
    }

    private static WorkspaceConfiguration ReadKept(EnvironmentSite site, EnvironmentRecord record, StartRecord kept, string why) => new(
        Read(new KeptWorkspaceFiles(kept), site, record, kept.Path),
        kept.Configuration,
        $"The configuration is that of the last start, because the present one cannot be used. Mend it inside and run `bothy restart {site.Resource.Metadata.Name}`. {why}");

    private static DevcontainerConfiguration Read(IWorkspaceFiles files, EnvironmentSite site, EnvironmentRecord record, string? path)
    {
        var reading = DevcontainerReader.Read(files, new DevcontainerRequest
        {
            Path = path,
            Image = site.Spec.Devcontainer.Image,
            LocalWorkspaceFolder = site.Spec.Content.Directory?.Path ?? DevcontainerDefaults.WorkspaceFolder(record.Content!.Folder),
            DevcontainerId = DevcontainerId.ForEnvironment(site.Id),
        });
        return reading switch
        {
            DevcontainerReading.Loaded loaded => loaded.Configuration,
            DevcontainerReading.Failed { Failure: DevcontainerFailure failure } =>
                throw new EnvironmentFault("devcontainer", failure.Reason.ToString(), failure.Message, retry: false),
            _ => throw new InvalidOperationException($"An unknown reading: {reading.GetType().Name}."),
        };
    }
}
