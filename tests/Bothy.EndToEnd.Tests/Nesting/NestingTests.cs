namespace Bothy.EndToEnd.Tests.Nesting;

/// <summary>What root inside expects of a machine, and any user of namespaces of their own.</summary>
public sealed class NestingTests(NestedEnvironment environment) : IClassFixture<NestedEnvironment>
{
    private const string Count = "ls -d /proc/[0-9]* | wc -l";

    [Theory]
    [InlineData("root", "unshare --user --map-root-user --mount --pid --fork --mount-proc sh -c 'echo $$'", "1")]
    [InlineData("vscode", "unshare --user --map-root-user --mount --pid --fork --mount-proc sh -c 'echo $$'", "1")]
    [InlineData("vscode", "unshare --user --map-root-user --mount --net sh -c 'mount -t sysfs s /mnt && ls /mnt/class/net'", "lo")]
    [InlineData("root", "unshare --mount sh -c 'mount -t tmpfs t /mnt && stat -f -c %T /mnt'", "tmpfs")]
    [InlineData("root", "unshare --mount sh -c 'mount -t proc p /mnt && test -e /mnt/1/exe && echo yes'", "yes")]
    [InlineData("root", "unshare --mount sh -c 'mount --bind /etc /mnt && test -e /mnt/passwd && echo yes'", "yes")]
    [InlineData("root", "cd $(mktemp -d -p /home) && mkdir l u w m && unshare --mount sh -c 'mount -t overlay o -o lowerdir=l,upperdir=u,workdir=w m && echo x > m/f' && cat u/f", "x")]
    [InlineData("root", "sysctl -w net.ipv4.ip_forward=1", "net.ipv4.ip_forward = 1")]
    [InlineData("root", "hostname nested && hostname && hostname nesting", "nested")]
    [InlineData("root", "touch /home/owned && chown 100000:165535 /home/owned && stat -c %u:%g /home/owned && rm /home/owned", "100000:165535")]
    [InlineData("vscode", "sudo -n id -u", "0")]
    [InlineData("vscode", "test -r /dev/fuse -a -w /dev/fuse -a -w /dev/net/tun && echo yes", "yes")]
    [InlineData("root", "g=/sys/fs/cgroup/pids; [ -d $g ] || g=/sys/fs/cgroup; mkdir $g/nested && echo $$ > $g/nested/cgroup.procs && grep -c ':/nested$' /proc/self/cgroup", "1")]
    [InlineData("root", "ip link add one type veth peer name two && ip link delete one && echo yes", "yes")]
    public async Task Environment_WhatAMachineCan_Works(string user, string script, string expected) =>
        (await environment.RunAsync(user, script)).ShouldBe(expected);

    [Fact]
    public async Task Environment_WholeProc_IsOutOfReachOfUsers()
    {
        (await environment.RunAsync("vscode", "ls /run/bothy/whole | wc -l")).ShouldBe("0");
        (await environment.RunAsync("vscode", "wc -c < /proc/interrupts; cat /proc/kmsg | wc -c")).ShouldBe("0\n0");
    }

    [Fact]
    public async Task Environment_NestedProc_ShowsItsOwnProcessesOnly() =>
        (await environment.RunAsync("vscode", $"unshare --user --map-root-user --mount --pid --fork --mount-proc sh -c '{Count}'")).Length.ShouldBe(1);
}
