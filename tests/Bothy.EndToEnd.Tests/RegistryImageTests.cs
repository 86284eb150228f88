using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>A repository whose image is in a registry, from the first pull to the day when the registry is gone.</summary>
public sealed class RegistryImageTests : IDisposable
{
    private readonly Repositories repositories = new();

    public void Dispose() => repositories.Dispose();

    [Fact]
    public async Task Up_ImageInARegistry_IsPulledAndStartsWithoutTheRegistryLater()
    {
        Assert.SkipWhen(Product.Missing is not null, Product.Missing ?? "");
        Assert.SkipUnless(File.Exists("/usr/bin/docker-registry"), "needs docker-registry");
        await using var registry = new LoopbackRegistry();
        await registry.StartAsync("team/app:1.0");
        await using var bothy = await Installation.StartAsync("registry");
        var repository = await repositories.BareAsync("pulled", new Dictionary<string, string>
        {
            [".devcontainer.json"] = $$"""{ "image": "{{registry.Host}}/team/app:1.0", "onCreateCommand": "id -u > /tmp/who" }""",
        });

        (await bothy.RunAsync("up", "file://" + repository, "--name", "pulled")).Succeeded();

        (await bothy.ShellAsync("pulled", "cat /etc/words; cat /tmp/who; echo $IMAGE")).ShouldBe("from a registry\n1000\nregistry");
        (await bothy.ShellAsync("pulled", "stat -c '%a %h' /bin/admin /etc/words")).ShouldBe("4755 1\n644 2");
        var machine = (await bothy.GetAsync("pulled"))["status"]!["machine"]!;
        ((string?)machine["imageSource"]).ShouldNotBeNull().ShouldContain(registry.Host);
        (await bothy.RunAsync("logs", "pulled")).Succeeded().Output.ShouldContain("layers");

        await registry.StopAsync();
        (await bothy.RunAsync("stop", "pulled")).Succeeded();
        (await bothy.RunAsync("start", "pulled")).Succeeded();
        (await bothy.ShellAsync("pulled", "cat /etc/same")).ShouldBe("from a registry");
        (await bothy.RunAsync("up", "file://" + repository, "--name", "second")).Succeeded();
        (await bothy.ShellAsync("second", "cat /etc/words")).ShouldBe("from a registry");
    }
}
