namespace Bothy.EndToEnd.Tests.Support;

/// <summary>
/// What is on the host that an environment could leave behind, listed with the host's own tools and nothing of the product's.
/// </summary>
internal sealed record HostState(IReadOnlySet<string> Things)
{
    public static async Task<HostState> ReadAsync()
    {
        var things = new SortedSet<string>(StringComparer.Ordinal);
        await AddAsync(things, "mount", "findmnt", "--raw", "--noheadings", "--output", "TARGET,FSTYPE");
        await AddAsync(things, "loop", "losetup", "--list", "--noheadings", "--output", "BACK-FILE");
        await AddAsync(things, "link", "sh", "-c", "ip -oneline link | cut -d: -f2 | cut -d@ -f1");
        await AddAsync(things, "route", "sh", "-c", "ip -oneline route | cut -d' ' -f1-3");
        await AddAsync(things, "netns", "sh", "-c", "ls /run/netns 2>/dev/null | grep bothy || true");
        await AddAsync(things, "nft", "sh", "-c", "nft list tables; nft list ruleset | grep -o '\"b[0-9a-f]*-[0-9]*\" \\. [0-9.]*' || true");
        await AddAsync(things, "cgroup", "sh", "-c", "find /sys/fs/cgroup -type d -path '*bothy*'");
        await AddAsync(things, "claim", "sh", "-c", "ls /run/bothy/slots 2>/dev/null || true");
        await AddAsync(things, "container", "sh", "-c", "ls -d /run/bothy/*/runc/* /run/bothy/*/bundles/* /run/bothy/*/agents/* /run/bothy/*/namespaces/* 2>/dev/null || true");
        await AddAsync(things, "process", "sh", "-c", "ps -eo uid,args --no-headers | awk '$1 >= 1879048192' | sort | uniq -c || true");
        return new HostState(things);
    }

    /// <summary>What is there now and was not before.</summary>
    public IReadOnlyList<string> Since(HostState before) => [.. Things.Except(before.Things)];

    private static async Task AddAsync(SortedSet<string> things, string kind, string program, params string[] arguments)
    {
        var listing = (await Command.RunAsync(program, arguments)).Succeeded().Output;
        foreach (var line in listing.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            things.Add($"{kind} {line.Trim()}");
        }
    }
}
