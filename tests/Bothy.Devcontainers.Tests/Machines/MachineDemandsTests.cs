using Bothy.Devcontainers.Machines;
using static Bothy.Devcontainers.Tests.Support.Reading;

namespace Bothy.Devcontainers.Tests.Machines;

/// <summary>What configurations get of what they want of their machine.</summary>
public sealed class MachineDemandsTests
{
    [Theory]
    [InlineData("""{ "init": true }""")]
    [InlineData("""{ "capAdd": ["SYS_PTRACE", "CAP_NET_ADMIN", "all"] }""")]
    [InlineData("""{ "securityOpt": ["apparmor=unconfined", "label:disable"] }""")]
    [InlineData("""{ "updateRemoteUserUID": true }""")]
    [InlineData("""{ "runArgs": ["--init", "-it", "--rm", "--name", "x", "--cap-add=SYS_PTRACE", "--network=bridge", "-d"] }""")]
    public void Of_WhatEveryEnvironmentHas_DoesNotWarn(string configuration)
    {
        var demands = Of(configuration);

        demands.Warnings.ShouldBeEmpty();
        demands.Mounts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{ "privileged": true }""", "privileged: root inside has every capability")]
    [InlineData("""{ "capAdd": ["SYS_MODULE"] }""", "kernel modules")]
    [InlineData("""{ "capAdd": ["SUPERPOWER"] }""", "no such capability")]
    [InlineData("""{ "securityOpt": ["seccomp=unconfined"] }""", "list of system calls")]
    [InlineData("""{ "securityOpt": ["no-new-privileges"] }""", "sudo")]
    [InlineData("""{ "updateRemoteUserUID": false }""", "mapped")]
    [InlineData("""{ "mounts": ["type=bind,source=/var/run/docker.sock,target=/var/run/docker.sock"] }""", "not mounted")]
    [InlineData("""{ "mounts": ["type=bind,source=/var/run/docker.sock,target=/srv/docker.sock"] }""", "install Docker in the environment")]
    [InlineData("""{ "mounts": ["type=bind,source=${localEnv:HOME}/.ssh,target=/srv/ssh"] }""", "files of the host")]
    [InlineData("""{ "mounts": ["type=volume,source=../x,target=/srv/x"] }""", "a volume's name")]
    [InlineData("""{ "mounts": ["source=x,target=/workspaces"] }""", "hide the repository")]
    [InlineData("""{ "mounts": ["source=x,target=/srv/../etc"] }""", "without \"..\"")]
    [InlineData("""{ "mounts": ["source=x,target=/usr"] }""", "folder of the system")]
    [InlineData("""{ "mounts": ["source=x,target=/proc/x"] }""", "folder of the system")]
    [InlineData("""{ "mounts": ["source=x,target=/srv/x,readonly"] }""", "mounted writable")]
    [InlineData("""{ "mounts": ["type=npipe,source=x,target=/srv/x"] }""", "of type volume")]
    [InlineData("""{ "runArgs": ["--device=/dev/kvm"] }""", "--device \"/dev/kvm\" has no effect: devices of the host")]
    [InlineData("""{ "runArgs": ["--network", "host"] }""", "network of its own")]
    [InlineData("""{ "runArgs": ["--privileged"] }""", "--privileged")]
    [InlineData("""{ "runArgs": ["-p", "80:80"] }""", "forwardPorts")]
    [InlineData("""{ "runArgs": ["-e", "HOME"] }""", "environment of the host")]
    [InlineData("""{ "runArgs": ["--hostname=-x"] }""", "no host name")]
    [InlineData("""{ "runArgs": ["--shm-size=lots"] }""", "not one that it can have")]
    [InlineData("""{ "runArgs": ["--cpus=0"] }""", "not one that it can have")]
    [InlineData("""{ "runArgs": ["-v/etc:/srv/etc:ro"] }""", "files of the host")]
    [InlineData("""{ "runArgs": ["--frobnicate"] }""", "no option of docker run")]
    [InlineData("""{ "runArgs": ["busybox"] }""", "no option of docker run")]
    public void Of_WhatNoEnvironmentGets_WarnsOnceWithTheReason(string configuration, string words)
    {
        var demands = Of(configuration);

        var warning = demands.Warnings.ShouldHaveSingleItem();
        warning.ShouldContain(words);
        warning.ShouldEndWith(".");
    }

    [Fact]
    public void Of_Mounts_AreSortedWithTheLastOfATarget()
    {
        var demands = Of("""
            { "mounts": ["source=cache,target=/srv/cache,type=volume", { "type": "volume", "source": "deps", "target": "/workspaces/project/node_modules" },
                         "type=tmpfs,target=/srv/cache/tmp,tmpfs-size=64m,tmpfs-mode=0700", "target=/srv/unnamed",
                         "type=bind,source=${localWorkspaceFolder},target=/srv/again"],
              "runArgs": ["-v", "other:/srv/cache", "--tmpfs=/srv/ram:size=1g,mode=1777"] }
            """);

        demands.Warnings.ShouldBeEmpty();
        demands.Mounts.ShouldBe(
        [
            new MachineMount.Repository("/srv/again"),
            new MachineMount.Volume("/srv/cache", "other"),
            new MachineMount.Memory("/srv/cache/tmp", 64 << 20, "0700"),
            new MachineMount.Memory("/srv/ram", 1 << 30, "1777"),
            new MachineMount.Volume("/srv/unnamed", "unnamed-" + demands.Mounts.OfType<MachineMount.Volume>().Single(volume => volume.Target == "/srv/unnamed").Name[8..]),
            new MachineMount.Volume("/workspaces/project/node_modules", "deps"),
        ]);
    }

    [Fact]
    public void Of_RunArgs_AreTakenOver()
    {
        var demands = Of("""
            { "runArgs": ["--shm-size", "1.5g", "--cpus=2.5", "-m", "512m", "--pids-limit=100", "-h", "box", "-u=1000", "-e", "A=1=2", "--env=B=", "-eC=x"] }
            """);

        demands.Warnings.ShouldBeEmpty();
        (demands.SharedMemoryBytes, demands.CpuMillis, demands.MemoryBytes, demands.Pids).ShouldBe((3L << 29, 2500, 512L << 20, 100));
        (demands.Hostname, demands.User).ShouldBe(("box", "1000"));
        demands.Environment.ShouldBe(new Dictionary<string, string> { ["A"] = "1=2", ["B"] = "", ["C"] = "x" });
    }

    [Fact]
    public void ApplyTo_RunArgs_ComeOverTheConfiguration()
    {
        var merged = Load("""{ "containerEnv": { "A": "1", "B": "2" }, "containerUser": "me", "runArgs": ["-e", "A=3", "--user", "root"] }""").Merge(null);

        var applied = MachineDemands.Of(merged).ApplyTo(merged);

        applied.ContainerEnv.ShouldBe(new Dictionary<string, string> { ["A"] = "3", ["B"] = "2" });
        applied.ContainerUser.ShouldBe("root");
    }

    [Theory]
    [InlineData("1", 1L)]
    [InlineData("2k", 2048L)]
    [InlineData("2KB", 2048L)]
    [InlineData("3MiB", 3L << 20)]
    [InlineData("0.5g", 1L << 29)]
    [InlineData("100b", 100L)]
    [InlineData("", null)]
    [InlineData("-1", null)]
    [InlineData("g", null)]
    [InlineData("999999999t", null)]
    public void Parse_Size_IsBytes(string text, long? bytes) => DockerSize.Parse(text).ShouldBe(bytes);

    private static MachineDemands Of(string configuration) => MachineDemands.Of(Load(configuration).Merge(null));
}
