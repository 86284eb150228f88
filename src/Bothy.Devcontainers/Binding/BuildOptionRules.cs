namespace Bothy.Devcontainers.Binding;

/// <summary>The options of <c>docker build</c> (docker-build(1), docker-buildx-build(1)), with the reason for those that have no effect.</summary>
internal static class BuildOptionRules
{
    public static readonly IReadOnlyDictionary<string, string> LongNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["-c"] = "--cpu-shares", ["-f"] = "--file", ["-m"] = "--memory", ["-o"] = "--output", ["-q"] = "--quiet", ["-t"] = "--tag",
    };

    /// <summary>Those without a value, or with one only after <c>=</c>.</summary>
    public static readonly IReadOnlySet<string> Flags = new HashSet<string>(StringComparer.Ordinal)
    {
        "--no-cache", "--pull", "--compress", "--force-rm", "--load", "--push", "--quiet", "--rm", "--squash", "--check",
    };

    /// <summary>Those that are so anyway, or mean nothing where no one watches a terminal and the image has no name.</summary>
    public static readonly IReadOnlySet<string> Silent = new HashSet<string>(StringComparer.Ordinal)
    {
        "--compress", "--force-rm", "--load", "--quiet", "--rm", "--progress", "--tag", "--builder", "--metadata-file", "--iidfile",
    };

    /// <summary>Those that act, with a value.</summary>
    public static readonly IReadOnlySet<string> Supported = new HashSet<string>(StringComparer.Ordinal)
    {
        "--build-arg", "--cache-from", "--label", "--target", "--add-host", "--network", "--platform", "--shm-size", "--ulimit",
    };

    public static readonly IReadOnlyDictionary<string, string> Reasons = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["--allow"] = "builds get no more rights than their sandbox has",
        ["--annotation"] = "the image is pushed nowhere; use --label",
        ["--attest"] = "the image is pushed nowhere",
        ["--build-context"] = "only the repository is given to a build; name images in FROM or COPY --from",
        ["--cache-from"] = CacheReferences.OtherType,
        ["--cache-to"] = "layers are kept by Bothy itself",
        ["--call"] = "the image is to be built",
        ["--cgroup-parent"] = "the sandbox has control groups of its own",
        ["--check"] = "the image is to be built",
        ["--cpu-period"] = "the environment's class decides about its processors",
        ["--cpu-quota"] = "the environment's class decides about its processors",
        ["--cpu-shares"] = "the environment's class decides about its processors",
        ["--cpuset-cpus"] = "the environment's class decides about its processors",
        ["--cpuset-mems"] = "the environment's class decides about its memory",
        ["--file"] = "use build.dockerfile",
        ["--isolation"] = "builds run in a sandbox of their own",
        ["--memory"] = "the environment's class decides about its memory",
        ["--memory-swap"] = "the environment's class decides about its memory",
        ["--no-cache-filter"] = "use --no-cache",
        ["--output"] = "the image becomes the environment's",
        ["--provenance"] = "the image is pushed nowhere",
        ["--push"] = "the image is pushed nowhere",
        ["--sbom"] = "the image is pushed nowhere",
        ["--secret"] = "secrets of the host are not handed to repositories",
        ["--security-opt"] = "the sandbox decides",
        ["--squash"] = "layers are needed to build the next time from what has not changed",
        ["--ssh"] = "builds get no access to the user's keys",
    };
}
