using System.Text.RegularExpressions;
using Bothy.Devcontainers.Model;
using Bothy.Runner.Failing;

namespace Bothy.Runner.Builds;

/// <summary>Puts the end of a build's output into a failure that says what to do.</summary>
internal static partial class BuildFailure
{
    /// <summary>The reason where the cache has no space left: without what is in it, there may be enough.</summary>
    public const string CacheFull = "BuildDiskFull";

    /// <summary>The reason where there is not enough even without.</summary>
    public const string DiskFull = "DiskFull";

    private const int LongestQuote = 600;
    private const int Killed = 137;

    /// <summary>Whether a line of output says that the disk is full.</summary>
    public static bool SaysFull(string line) => line.Contains("no space left on device", StringComparison.OrdinalIgnoreCase);

    /// <param name="output">The end of it.</param>
    /// <param name="isFull">Whether any line said so.</param>
    /// <param name="hadLayers">Whether the cache held anything before.</param>
    public static EnvironmentFault From(DockerfileBuild build, int code, IReadOnlyList<string> output, bool isFull, bool hadLayers)
    {
        var last = output.LastOrDefault(line => line.StartsWith("Error: ", StringComparison.Ordinal)) ?? string.Join(" ", output.TakeLast(3));
        last = last.Length > LongestQuote ? last[..LongestQuote] + " …" : last;
        if (isFull)
        {
            return new EnvironmentFault(
                "image",
                hadLayers ? CacheFull : DiskFull,
                $"The build of {build.Dockerfile} does not fit on a disk of its class. Use a class with a larger one. It ended with: {last}",
                retry: false);
        }

        return code == Killed || KilledStep().IsMatch(last)
            ? new EnvironmentFault("image", "BuildKilled", $"The build of {build.Dockerfile} was killed, most likely for want of memory. Use a class with more. It ended with: {last}", retry: false)
            : new EnvironmentFault("image", "BuildFailed", $"The build of {build.Dockerfile} failed with exit code {code}; the log has all of it. It ended with: {last}", retry: false);
    }

    /// <summary>What buildah says of a step that was killed.</summary>
    [GeneratedRegex(@"exit status 137\b|signal: killed")]
    private static partial Regex KilledStep();
}
