using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Tests.Support;

/// <summary>Reads a file as a repository's only configuration.</summary>
internal static class Reading
{
    public static readonly DevcontainerRequest Request = new() { LocalWorkspaceFolder = "/home/user/project" };

    public static DevcontainerReading Read(string json, DevcontainerRequest? request = null) =>
        DevcontainerReader.Read(new MemoryFiles().Add(".devcontainer.json", json), request ?? Request);

    public static DevcontainerConfiguration Load(string json, DevcontainerRequest? request = null)
    {
        var reading = Read(json, request);
        reading.ShouldBeOfType<DevcontainerReading.Loaded>((reading as DevcontainerReading.Failed)?.Failure.Message);
        return ((DevcontainerReading.Loaded)reading).Configuration;
    }

    public static DevcontainerFailure Fail(string json, DevcontainerRequest? request = null) =>
        Read(json, request).ShouldBeOfType<DevcontainerReading.Failed>().Failure;

    public static MergedConfiguration Merge(string json, string? label = null) =>
        Load(json).Merge(label is null ? null : new Dictionary<string, string> { ["devcontainer.metadata"] = label });
}
