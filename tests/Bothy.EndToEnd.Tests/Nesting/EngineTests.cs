namespace Bothy.EndToEnd.Tests.Nesting;

/// <summary>Container engines of the distribution and the tools of system developers, as they come from apt, inside an environment.</summary>
public sealed class EngineTests(EngineEnvironment engines) : IClassFixture<EngineEnvironment>
{
    [Fact]
    public async Task Tools_OfSystemDevelopers_Work()
    {
        (await engines.RunAsync("root", "bwrap --ro-bind / / --proc /proc --dev /dev --unshare-all echo boxed")).ShouldBe("boxed");
        (await engines.RunAsync("dev", "bwrap --ro-bind / / --proc /proc --dev /dev --unshare-all echo boxed")).ShouldBe("boxed");
        (await engines.RunAsync("dev", "ping -c 1 -W 5 127.0.0.1 | grep -c '1 received'")).ShouldBe("1");
        (await engines.RunAsync("root", "(tcpdump -i lo -c 1 --immediate-mode icmp 2>/dev/null & sleep 2; ping -c 1 127.0.0.1 > /dev/null; wait) | grep -c 'ICMP echo request'")).ShouldBe("1");
        (await engines.RunAsync("root", "iptables -t nat -A POSTROUTING -j MASQUERADE && iptables -t nat -F && nft add table ip t && nft delete table ip t && echo yes")).ShouldBe("yes");
        (await engines.RunAsync("dev", "strace -o /tmp/trace true && grep -c exit_group /tmp/trace")).ShouldBe("1");
        (await engines.RunAsync("dev", "gdb -batch -ex 'break main' -ex run -ex kill /bin/true 2>&1 | grep -c 'inferior 1\\|Inferior 1'")).ShouldNotBe("0");
        (await engines.RunAsync("dev", "mkdir -p /tmp/m && squashfuse /tmp/s.sq /tmp/m && cat /tmp/m/file && fusermount -u /tmp/m")).ShouldBe("squashed");
    }

    [Fact]
    public async Task Docker_Daemon_RunsBuildsLimitsAndPublishes()
    {
        await engines.RunAsync("root", "(dockerd > /var/log/dockerd.log 2>&1 &); for i in $(seq 300); do docker info > /dev/null 2>&1 && break; sleep 0.2; done");
        (await engines.RunAsync("root", "docker info --format '{{.Driver}}'")).ShouldBe("overlay2");
        await engines.RunAsync("root", "docker import /tmp/r.tar busy");
        (await engines.RunAsync("root", "docker run --rm busy /bin/busybox echo contained")).ShouldBe("contained");
        const string limit = "/bin/busybox cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2> /dev/null || true";
        (await engines.RunAsync("root", $"docker run --rm --memory 64m --cpus 0.5 --pids-limit 50 busy {limit}")).ShouldBe("67108864");
        (await engines.RunAsync("root", "docker run --rm --privileged busy /bin/busybox echo privileged")).ShouldBe("privileged");
        await engines.RunAsync("root", "docker run --detach --name web --publish 8080:80 busy /bin/busybox httpd -f -p 80 -h /www");
        (await engines.RunAsync("root", "for i in $(seq 50); do curl -s http://127.0.0.1:8080/ && break; sleep 0.2; done")).ShouldBe("hello");
        (await engines.RunAsync("root", "docker build --quiet --tag made --file /tmp/build/Dockerfile /tmp/build > /dev/null && docker run --rm made /bin/busybox ls /made")).ShouldBe("/made");
        await engines.RunAsync("root", "docker rm --force web");
    }

    [Theory]
    [InlineData("root")]
    [InlineData("dev")]
    public async Task Podman_RootAndNot_RunsAndBuilds(string user)
    {
        const string runtime = "export XDG_RUNTIME_DIR=/run/user/1000;";
        var prefix = user == "root" ? "" : runtime;
        await engines.RunAsync(user, $"{prefix} podman import /tmp/r.tar busy");
        (await engines.RunAsync(user, $"{prefix} podman run --rm busy /bin/busybox echo contained")).ShouldBe("contained");
        (await engines.RunAsync(user, $"{prefix} buildah bud --quiet --tag made --file /tmp/build/Containerfile /tmp/build > /dev/null && podman run --rm made /bin/busybox ls /made")).ShouldBe("/made");
    }
}
