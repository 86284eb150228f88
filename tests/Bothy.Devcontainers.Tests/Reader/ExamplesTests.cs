using Bothy.Devcontainers.Files;
using Bothy.Devcontainers.Lifecycle;
using Bothy.Devcontainers.Tests.Support;

namespace Bothy.Devcontainers.Tests.Reader;

/// <summary>The examples show what is supported: nothing in them may be without effect.</summary>
public sealed class ExamplesTests
{
    public static TheoryData<string> Names => [.. new DirectoryInfo(Path.Combine(Repository.Root, "examples")).EnumerateDirectories().Select(example => example.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_Example_HasFullEffect(string name)
    {
        var folder = Path.Combine(Repository.Root, "examples", name);

        var reading = DevcontainerReader.Read(new DirectoryWorkspaceFiles(folder), new DevcontainerRequest { LocalWorkspaceFolder = folder });

        var configuration = reading.ShouldBeOfType<DevcontainerReading.Loaded>().Configuration;
        configuration.Name.ShouldBe(name);
        configuration.Warnings.ShouldBeEmpty();
        var merged = configuration.Merge(null);
        merged.OwnPorts.ShouldNotBeEmpty();
        LifecyclePlan.For(merged).Steps.ShouldContain(step => step.Hook == LifecycleHook.PostStartCommand && step.BeforeReady);
    }
}
