using Bothy.Devcontainers.Lifecycle;
using Bothy.Devcontainers.Model;
using static Bothy.Devcontainers.Tests.Support.Reading;

namespace Bothy.Devcontainers.Tests.Metadata;

/// <summary>One test for each kind of row in the specification's table "Merge Logic".</summary>
public sealed class MergeTests
{
    private const string Label =
        """
        [
          { "id": "f1", "init": true, "capAdd": ["A", "B"], "securityOpt": ["x"], "entrypoint": "/one",
            "mounts": ["source=a,target=/m,type=volume", { "type": "volume", "source": "n", "target": "/n" }],
            "customizations": { "tool": { "a": 1 } } },
          { "privileged": true, "remoteUser": "vscode", "containerUser": "first", "containerEnv": { "A": "1", "B": "1" }, "remoteEnv": { "R": "1", "S": "1" },
            "waitFor": "onCreateCommand", "overrideCommand": false, "userEnvProbe": "none", "shutdownAction": "stopContainer", "updateRemoteUserUID": true,
            "forwardPorts": [1, 2, "db:1"], "portsAttributes": { "1": { "label": "one", "protocol": "https" } }, "otherPortsAttributes": { "label": "old", "protocol": "http" },
            "hostRequirements": { "cpus": 4, "memory": "1gb", "gpu": "optional" }, "entrypoint": "" }
        ]
        """;

    [Fact]
    public void Merge_NothingInTheRepository_TakesTheImages()
    {
        var merged = Merge("{}", Label);

        merged.RemoteUser.ShouldBe("vscode");
        merged.ContainerUser.ShouldBe("first");
        merged.ContainerEnv["A"].ShouldBe("1");
        merged.WaitFor.ShouldBe(LifecycleHook.OnCreateCommand);
        merged.OverrideCommand.ShouldBeFalse();
        merged.UserEnvProbe.ShouldBe(UserEnvProbe.None);
        merged.ShutdownAction.ShouldBe(ShutdownAction.StopContainer);
        merged.UpdateRemoteUserUid.ShouldBe(true);
        merged.Entrypoints.ShouldBe(["/one"]);
    }

    [Fact]
    public void Merge_SingleValues_TakesTheLast()
    {
        var merged = Merge(
            """
            { "remoteUser": "me", "containerUser": "", "waitFor": "postStartCommand", "overrideCommand": true, "userEnvProbe": "loginShell",
              "shutdownAction": "none", "updateRemoteUserUID": false, "otherPortsAttributes": { "label": "new" } }
            """,
            Label);

        merged.RemoteUser.ShouldBe("me");
        merged.ContainerUser.ShouldBe("first"); // An empty name says nothing.
        merged.WaitFor.ShouldBe(LifecycleHook.PostStartCommand);
        merged.OverrideCommand.ShouldBeTrue();
        merged.UserEnvProbe.ShouldBe(UserEnvProbe.LoginShell);
        merged.ShutdownAction.ShouldBe(ShutdownAction.None);
        merged.UpdateRemoteUserUid.ShouldBe(false);
        merged.OtherPortsAttributes.ShouldBe(new PortAttributes { Label = "new" });
    }

    [Fact]
    public void Merge_Flags_AreTrueIfOneIs()
    {
        var merged = Merge("""{ "init": false, "privileged": false }""", Label);

        merged.Init.ShouldBeTrue();
        merged.Privileged.ShouldBeTrue();
        Merge("{}").Init.ShouldBeFalse();
    }

    [Fact]
    public void Merge_Lists_AreUnitedWithoutDuplicates()
    {
        var merged = Merge("""{ "capAdd": ["B", "C"], "securityOpt": ["x", "y"], "forwardPorts": [2, 3, "localhost:1", "db:1"] }""", Label);

        merged.CapAdd.ShouldBe(["A", "B", "C"]);
        merged.SecurityOpt.ShouldBe(["x", "y"]);
        merged.ForwardPorts.Select(port => port.ToString()).ShouldBe(["1", "2", "db:1", "3"]);
        merged.OwnPorts.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Merge_Maps_TakeTheLastPerName()
    {
        var merged = Merge(
            """{ "containerEnv": { "B": "2" }, "remoteEnv": { "R": null, "T": "2" }, "portsAttributes": { "1": { "label": "mine" } } }""", Label);

        merged.ContainerEnv.ShouldBe(new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" }, ignoreOrder: true);
        merged.RemoteEnv.ShouldBe(new Dictionary<string, string?> { ["R"] = null, ["S"] = "1", ["T"] = "2" }, ignoreOrder: true);
        merged.PortsAttributes["1"].ShouldBe(new PortAttributes { Label = "mine" }); // Per port, not per attribute.
    }

    [Fact]
    public void Merge_Mounts_TakeTheLastPerTarget()
    {
        var merged = Merge("""{ "mounts": ["type=bind,src=/b,dst=/m"] }""", Label);

        merged.Mounts.ShouldBe(
        [
            new MountRequest { Type = "volume", Source = "n", Target = "/n" },
            new MountRequest { Type = "bind", Source = "/b", Target = "/m" },
        ]);
    }

    [Fact]
    public void Merge_HostRequirements_TakeTheMost()
    {
        var merged = Merge("""{ "hostRequirements": { "cpus": 2, "memory": "4096mb", "storage": "10", "gpu": { "cores": 3 } } }""", Label);

        merged.HostRequirements.ShouldBe(new HostRequirements
        {
            Cpus = 4,
            Memory = 4L << 30,
            Storage = 10,
            Gpu = new GpuRequirement { Cores = 3 },
        });
        Merge("{}").HostRequirements.ShouldBeNull();
    }

    [Fact]
    public void Merge_Customizations_AreCollectedPerTool()
    {
        var merged = Merge("""{ "customizations": { "tool": { "b": 2 }, "other": 1 } }""", Label);

        merged.Customizations["tool"].ShouldBe(["""{"a":1}""", """{"b":2}"""]);
        merged.Customizations["other"].ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("{}", "image-user", "image-user")]
    [InlineData("{}", "", "root")]
    [InlineData("{}", null, "root")]
    [InlineData("""{ "containerUser": "c" }""", "image-user", "c")]
    [InlineData("""{ "containerUser": "c", "remoteUser": "r" }""", "image-user", "r")]
    public void ResolveRemoteUser_Sources_HaveTheSpecificationsOrder(string json, string? imageUser, string expected) =>
        Merge(json).ResolveRemoteUser(imageUser).ShouldBe(expected);
}
