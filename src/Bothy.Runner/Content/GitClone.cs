using Bothy.Api.Environments;
using Bothy.Linux.Paths;
using Bothy.Runner.Logs;
using Bothy.Runner.Records;
using Bothy.Sandboxes.Containers;
using Bothy.Sandboxes.Containers.Staging;

namespace Bothy.Runner.Content;

/// <summary>
/// Clones a repository onto an environment's disk, in a sandbox of its own: with the environment's ids and network, an image that has git, and
/// nothing else. Whatever a remote sends is handled there.
/// </summary>
/// <param name="secretsDirectory">A directory in memory that only the host's root can enter.</param>
internal sealed class GitClone(ContainerRuntime containers, string secretsDirectory, TimeProvider time)
{
    /// <summary>The user of most development images; the tree is given to another one later if need be.</summary>
    public const uint User = 1000;

    private const string Workspaces = "workspaces";
    private const string Unfinished = ".bothy-clone";
    private const int KeptLines = 40;

    /// <summary>Clones into <c>workspaces/FOLDER</c>, which appears whole or not at all.</summary>
    /// <param name="activity">Told what git does right now.</param>
    /// <param name="template">A container with the environment's ids, network, control groups and disk, and the image to clone with.</param>
    /// <exception cref="Failing.EnvironmentFault">The repository could not be cloned.</exception>
    public async Task<ContentRecord> RunAsync(
        ContainerSpec template, string diskMount, string folder, GitSource source, GitCredentials? credentials, EnvironmentLog log,
        Action<string> activity, CancellationToken cancellationToken)
    {
        var workspaces = Path.Combine(diskMount, Workspaces);
        var unfinished = Path.Combine(workspaces, Unfinished);
        var finished = Path.Combine(workspaces, folder);
        await containers.DeleteAsync(template.Id, cancellationToken);
        await DirectoryTree.DeleteAsync(unfinished, cancellationToken);
        Directory.CreateDirectory(unfinished);
        Ownership.Change(unfinished, User);
        using var secrets = CloneSecrets.Write(secretsDirectory, credentials, template.Ids.ToHost(User));
        var output = new List<string>();
        var incomplete = new List<string>();
        string? result = null;
        var progress = new CloneProgress(line => log.Write("content", "stderr", line), activity, time);
        var code = await containers.RunToEndAsync(
            template with
            {
                Disk = null,
                User = User,
                Arguments = CloneScript.Arguments(source, $"/{Workspaces}/{Unfinished}/{folder}"),
                Environment = CloneScript.Environment(credentials, source.Remote),
                Binds = [.. Binds(template, workspaces, source, secrets)],
            },
            line =>
            {
                if (line.StartsWith(CloneScript.ResultMark, StringComparison.Ordinal))
                {
                    result = line[CloneScript.ResultMark.Length..];
                    return;
                }

                if (line.StartsWith(CloneScript.WarningMark, StringComparison.Ordinal))
                {
                    incomplete.Add(line[CloneScript.WarningMark.Length..]);
                    return;
                }

                progress.Line(line);
                output.Add(line);
                if (output.Count > KeptLines)
                {
                    output.RemoveAt(0);
                }
            },
            cancellationToken);
        if (code != 0 || result is null)
        {
            throw CloneFailure.From(source, output);
        }

        Directory.Move(Path.Combine(unfinished, folder), finished);
        Directory.Delete(unfinished);
        DurableFile.SyncDirectory(workspaces);
        var words = result.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new ContentRecord(folder, words is ["none", ..] or [] ? null : words[0], words.Length > 2 ? words[2] : null)
        {
            Shallow = words is [_, "true", ..],
            Incomplete = incomplete,
        };
    }

    private static IEnumerable<BindMount> Binds(ContainerSpec template, string workspaces, GitSource source, CloneSecrets secrets)
    {
        // The disk's ids count from 0; the range maps them as it does for the environment itself.
        yield return new BindMount { Source = workspaces, Target = $"/{Workspaces}", Owner = new OwnerMapping.FromZero() };
        if (source.HostPath is not null)
        {
            var owner = FileStatus.Of(source.HostPath)
                ?? throw new Failing.EnvironmentFault(
                    "content", "RepositoryNotFound", $"There is no repository at {source.HostPath} on the runner's host. Check the URL.", retry: false);
            yield return new BindMount
            {
                Source = source.HostPath,
                Target = GitSource.HostRepository,
                ReadOnly = true,
                Owner = new OwnerMapping.OwnedBy { HostUser = owner.UserId, HostGroup = owner.GroupId, InsideUser = User, InsideGroup = User },
            };
        }

        if (secrets.Directory is not null)
        {
            yield return new BindMount { Source = secrets.Directory, Target = CloneScript.Secrets, ReadOnly = true };
        }

        foreach (var bind in template.Binds)
        {
            yield return bind;
        }
    }
}
