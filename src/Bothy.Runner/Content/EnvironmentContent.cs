using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Linux.Failpoints;
using Bothy.Linux.Paths;
using Bothy.Runner.Environments;
using Bothy.Runner.Failing;
using Bothy.Runner.Images;
using Bothy.Runner.Machines;
using Bothy.Runner.Records;
using Bothy.Runner.Status;

namespace Bothy.Runner.Content;

/// <summary>Brings the workspace folder's content to the disk, once; a directory mounted in place is only looked at.</summary>
internal sealed class EnvironmentContent(
    GitClone clone, MachineImages images, MachineContainers containers, BothyClient api, RecordStore records, StatusBoard board)
{
    public async Task<EnvironmentRecord> EnsureAsync(EnvironmentSite site, EnvironmentRecord record, CancellationToken cancellationToken)
    {
        if (site.Spec.Content.Directory is { } directory)
        {
            Check(directory.Path);
        }

        if (record.Content is not null)
        {
            return record;
        }

        var folder = WorkspaceName.Of(site.Spec.Content, site.Resource.Metadata.Name);
        var content = site.Spec.Content switch
        {
            { Git: { } git } => await CloneAsync(site, folder, git, cancellationToken),
            { Directory: not null } => new ContentRecord(folder, null, null),
            _ => Empty(site, folder),
        };
        Failpoint.Hit("content.on-disk");
        record = records.Update(site.Id, before => before with { Content = content });
        board.Change(site.Id, status => status.WithoutFailure("content").WithContent(_ => new ContentStatus
        {
            Phase = PartPhase.Ready,
            WorkspaceFolder = $"/{MachineFiles.Workspaces}/{folder}",
            Commit = content.Commit,
            Branch = content.Branch,
            Shallow = content.Shallow,
            Warnings = ContentWarnings.Of(content) is { Count: > 0 } warnings ? warnings : null,
            Protected = site.Spec.Content.Directory is null,
        }));
        return record;
    }

    /// <summary>Gives a fresh clone to the user who will work in it, unless it is that user's already.</summary>
    public EnvironmentRecord GiveToRemoteUser(EnvironmentSite site, EnvironmentRecord record, MachinePlan plan)
    {
        if (site.Spec.Content.Directory is null && plan.RemoteUser.Id != GitClone.User)
        {
            Ownership.ChangeTree(Path.Combine(site.Disk, MachineFiles.Workspaces, record.Content!.Folder), plan.RemoteUser.Id);
        }

        return records.Update(site.Id, before => before with { HomePopulated = true });
    }

    private async Task<ContentRecord> CloneAsync(EnvironmentSite site, string folder, GitContentSpec git, CancellationToken cancellationToken)
    {
        // A crash between the clone and its record left the folder whole: the rename is the clone's last act.
        var source = GitSource.From(git);
        board.Change(site.Id, status => status.In(status.Phase, $"cloning {git.Url}").WithContent(part => part with { Phase = PartPhase.Progressing }));
        site.Log.Info("content", $"cloning {git.Url}{(git.Ref is null ? "" : $" at {git.Ref}")}");
        var secrets = await api.FindCredentialsAsync(site.Id.ToString(), cancellationToken);
        var image = await images.EnsureDefaultAsync(site, cancellationToken);
        var target = Path.Combine(site.Disk, MachineFiles.Workspaces, folder);
        await DirectoryTree.DeleteAsync(target, cancellationToken);

        try
        {
            return await RunAsync(source);
        }
        catch (EnvironmentFault fault) when (fault.Reason == CloneFailure.ShallowRefused)
        {
            site.Log.Info("content", fault.Message);
            return await RunAsync(source with { IsShallow = false });
        }

        Task<ContentRecord> RunAsync(GitSource whole) => clone.RunAsync(
            containers.ForClone(site, image), site.Disk, folder, whole, secrets, site.Log,
            activity => board.Change(site.Id, status => status.In(status.Phase, $"cloning {git.Url}: {activity}")),
            cancellationToken);
    }

    private static ContentRecord Empty(EnvironmentSite site, string folder)
    {
        var path = Directory.CreateDirectory(Path.Combine(site.Disk, MachineFiles.Workspaces, folder)).FullName;
        Ownership.Change(path, GitClone.User);
        return new ContentRecord(folder, null, null);
    }

    private static void Check(string path)
    {
        switch (FileStatus.Of(path))
        {
            case null:
                throw new EnvironmentFault("content", "DirectoryNotFound", $"The directory {path} is not on the runner's host. Check the path.", retry: false);
            case { IsDirectory: false }:
                throw new EnvironmentFault("content", "NotADirectory", $"{path} is not a directory (a symbolic link is not followed). Name the directory itself.", retry: false);
        }
    }
}
