using System.Security.Cryptography;
using System.Text.Json;
using Bothy.Devcontainers.Model;
using Bothy.Runner.Environments;
using Bothy.Runner.Records;

namespace Bothy.Runner.Builds;

/// <summary>
/// Everything that a build of a fresh clone sees, as a name: where it is the same, so is what the build would make, whoever asks. Nobody can have put
/// anything else under that name: the commit stands for the files, and nothing has run beside them yet.
/// </summary>
internal static class BuildInputs
{
    /// <summary>Null where somebody may have changed the files since they were cloned, or they are no clone.</summary>
    /// <param name="images">Digests of the images that it builds on and with.</param>
    public static string? Find(EnvironmentSite site, EnvironmentRecord record, DockerfileBuild build, IEnumerable<string> images)
    {
        if (site.Spec.Content.Git is not { } git || record is not { HomePopulated: false, Machine: null, Content: { Commit: { } commit } content } || build.NoCache || build.Pull)
        {
            return null;
        }

        var seen = new Seen(
            site.Resource.Metadata.Organization, git.Url, commit, git.Submodules, git.Sparse ?? [], content.Incomplete ?? [], build, site.Spec.Network, [.. images]);
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(seen, BuildJson.Default.Seen)));
    }

    /// <param name="Incomplete">What could not be fetched.</param>
    /// <param name="Network">What the build can reach.</param>
    internal sealed record Seen(
        string Organization, string Url, string Commit, bool Submodules, IReadOnlyList<string> Sparse, IReadOnlyList<string> Incomplete, DockerfileBuild Build,
        Api.Environments.NetworkSpec Network, IReadOnlyList<string> Images);
}
