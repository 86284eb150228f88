using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Json;
using Bothy.Devcontainers.Variables;

namespace Bothy.Devcontainers.Binding;

/// <summary>
/// Reads <c>workspaceFolder</c> and <c>workspaceMount</c>. Of mounts, the one that puts the whole repository somewhere else is supported,
/// which is what nearly all configurations that have the property ask for.
/// </summary>
internal static class WorkspaceFolders
{
    private static readonly string[] KernelFolders = ["/proc", "/sys", "/dev", "/run"];
    private static readonly string[] SystemFolders = ["/", "/bin", "/boot", "/etc", "/lib", "/lib32", "/lib64", "/sbin", "/usr", "/usr/bin", "/usr/lib", "/usr/sbin", "/var"];

    public static (string Content, string Workspace) Read(ObjectReader reader, SubstitutionContext context, ProblemCollector problems)
    {
        var content = ReadMount(reader, context, problems) ?? DevcontainerDefaults.WorkspaceFolder(context.LocalWorkspaceFolder);
        var workspace = ReadFolder(reader) ?? content;
        if (!PosixPath.IsWithin(workspace, content))
        {
            problems.Warn(reader.PathOf("workspaceFolder"), $"lies outside of the repository, which is at {QuotedText.Of(content)}.");
        }

        return (content, workspace);
    }

    private static string? ReadFolder(ObjectReader reader)
    {
        var folder = reader.Text("workspaceFolder");
        if (string.IsNullOrEmpty(folder))
        {
            return null;
        }

        if (PosixPath.IsCleanAbsolute(folder))
        {
            return PosixPath.Normalize(folder);
        }

        const string Name = "workspaceFolder";
        reader.Problem(reader.PathOf(Name), reader.Find(Name)!, $"must be an absolute path without \"..\", not {QuotedText.Of(folder)}");
        return null;
    }

    private static string? ReadMount(ObjectReader reader, SubstitutionContext context, ProblemCollector problems)
    {
        const string Name = "workspaceMount";
        var path = reader.PathOf(Name);
        if (reader.Text(Name) is not { } text)
        {
            return null;
        }

        var mount = Mounts.Parse(text);
        if (mount is not { Type: "bind", Source: { } source, Target: { } target }
            || source.TrimEnd('/') != context.LocalWorkspaceFolder.TrimEnd('/'))
        {
            problems.Warn(path, "has no effect: only a bind of ${localWorkspaceFolder} is supported, so the repository is mounted in the usual place.");
            return null;
        }

        if (!PosixPath.IsCleanAbsolute(target) || IsTaken(PosixPath.Normalize(target)))
        {
            reader.Problem(path, reader.Find(Name)!, $"must have an absolute target without \"..\" that is no folder of the system, not {QuotedText.Of(target)}");
            return null;
        }

        if (reader.Find("workspaceFolder") is null)
        {
            problems.Warn(path, $"is set without workspaceFolder: commands run in {QuotedText.Of(target)}.");
        }

        return PosixPath.Normalize(target);
    }

    /// <summary>Whether a path is the system's own, where nothing may be mounted.</summary>
    public static bool IsTaken(string target) =>
        SystemFolders.Contains(target) || KernelFolders.Any(folder => PosixPath.IsWithin(target, folder));
}
