namespace Bothy.Devcontainers.Machines;

/// <summary>The options of <c>docker run</c> (docker-run(1)), with the reason for those that have no effect.</summary>
internal static class RunOptions
{
    public static readonly IReadOnlyDictionary<string, string> LongNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["-a"] = "--attach", ["-c"] = "--cpu-shares", ["-d"] = "--detach", ["-e"] = "--env", ["-h"] = "--hostname", ["-i"] = "--interactive", ["-l"] = "--label",
        ["-m"] = "--memory", ["-P"] = "--publish-all", ["-p"] = "--publish", ["-q"] = "--quiet", ["-t"] = "--tty", ["-u"] = "--user", ["-v"] = "--volume",
        ["-w"] = "--workdir", ["--net"] = "--network",
    };

    /// <summary>Those without a value.</summary>
    public static readonly IReadOnlySet<string> Flags = new HashSet<string>(StringComparer.Ordinal)
    {
        "--detach", "--init", "--interactive", "--no-healthcheck", "--oom-kill-disable", "--privileged", "--publish-all", "--quiet", "--read-only", "--rm",
        "--sig-proxy", "--tty",
    };

    /// <summary>Those that are so anyway, or mean nothing for environments, which are no commands.</summary>
    public static readonly IReadOnlySet<string> Silent = new HashSet<string>(StringComparer.Ordinal)
    {
        "--init", "--detach", "--interactive", "--tty", "--quiet", "--rm", "--sig-proxy", "--no-healthcheck", "--name", "--pull", "--restart", "--stop-signal",
        "--stop-timeout", "--log-driver", "--log-opt", "--cgroupns",
    };

    /// <summary>The others that take a value.</summary>
    public static readonly IReadOnlyDictionary<string, string> Reasons = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["--add-host"] = "write it to /etc/hosts in onCreateCommand; the file is kept",
        ["--attach"] = "environments are no commands",
        ["--blkio-weight"] = "the environment's class decides about its disk",
        ["--cap-drop"] = "root inside needs its capabilities, and has no rights outside",
        ["--cgroup-parent"] = "the sandbox has control groups of its own",
        ["--cpu-period"] = "use --cpus",
        ["--cpu-quota"] = "use --cpus",
        ["--cpu-shares"] = "use --cpus",
        ["--cpuset-cpus"] = "use --cpus",
        ["--device"] = "devices of the host are handed to nobody; /dev/fuse and /dev/net/tun are there in every environment",
        ["--device-cgroup-rule"] = "devices of the host are handed to nobody",
        ["--dns"] = "environments use the host's name servers",
        ["--dns-option"] = "environments use the host's name servers",
        ["--dns-search"] = "environments use the host's name servers",
        ["--domainname"] = "use --hostname",
        ["--entrypoint"] = "use overrideCommand and postStartCommand",
        ["--env-file"] = "files of the host are not handed to repositories; use containerEnv",
        ["--expose"] = "all ports of an environment can be forwarded",
        ["--gpus"] = "GPUs are not handed to environments",
        ["--group-add"] = "add the user to the group in onCreateCommand",
        ["--health-cmd"] = "environments have no health checks",
        ["--ip"] = "each environment has an address of its own",
        ["--ipc"] = "each environment has a namespace of its own",
        ["--isolation"] = "it is for Windows",
        ["--label"] = "labels are given with bothy up",
        ["--link"] = "environments do not see one another",
        ["--mac-address"] = "each environment has an address of its own",
        ["--memory-reservation"] = "use --memory",
        ["--memory-swap"] = "use --memory",
        ["--memory-swappiness"] = "use --memory",
        ["--network-alias"] = "environments do not see one another",
        ["--oom-kill-disable"] = "the environment's class decides about its memory",
        ["--oom-score-adj"] = "the environment's class decides about its memory",
        ["--pid"] = "each environment has a namespace of its own",
        ["--platform"] = "images are taken for the host's own processor",
        ["--publish"] = "ports are not published on the host; name them in forwardPorts",
        ["--publish-all"] = "ports are not published on the host; name them in forwardPorts",
        ["--read-only"] = "environments are for writing",
        ["--runtime"] = "the sandbox decides",
        ["--storage-opt"] = "the environment's class decides about its disk",
        ["--sysctl"] = "set it in postStartCommand: root inside may",
        ["--ulimit"] = "limits are set for all environments alike",
        ["--userns"] = "each environment has a namespace of its own",
        ["--uts"] = "each environment has a namespace of its own",
        ["--volume-driver"] = "volumes lie on the environment's own disk",
        ["--volumes-from"] = "environments do not see one another",
        ["--workdir"] = "use workspaceFolder",
    };
}
