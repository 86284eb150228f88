using Bothy.Devcontainers.Model;
using Bothy.Runner.Environments;
using Bothy.Runner.Machines;
using Bothy.Sandboxes.Containers.Cgroups;

namespace Bothy.Runner.Tests.Environments;

public sealed class HostRequirementsCheckTests
{
    private static readonly MachineLimits Given = new(new EnvironmentLimits(2000, 4L << 30, 1000), 32L << 30);

    [Fact]
    public void Warnings_ClassIsLarge_AreNone() =>
        HostRequirementsCheck.Warnings(new HostRequirements { Cpus = 2, Memory = 4L << 30, Storage = 32L << 30, Gpu = new GpuRequirement { IsOptional = true } }, "standard", Given)
            .ShouldBeEmpty();

    [Fact]
    public void Warnings_ClassIsSmall_SayEach()
    {
        var warnings = HostRequirementsCheck.Warnings(
            new HostRequirements { Cpus = 4, Memory = 8L << 30, Storage = 64L << 30, Gpu = new GpuRequirement() }, "standard", Given).ToList();

        warnings.Select(warning => warning.Split(':')[0])
            .ShouldBe(["hostRequirements.cpus", "hostRequirements.memory", "hostRequirements.storage", "hostRequirements.gpu"]);
        warnings[1].ShouldContain("8192 MiB are wanted, and the class standard gives 4096 MiB");
    }

    [Fact]
    public void Under_Ceiling_TakesTheLess()
    {
        Given.Under(new MachineCeiling(500, 8L << 30, null)).Cgroup.ShouldBe(new EnvironmentLimits(500, 4L << 30, 1000));
        Given.Under(null).ShouldBe(Given);
    }
}
