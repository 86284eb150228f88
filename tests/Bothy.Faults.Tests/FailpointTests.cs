using System.Text.RegularExpressions;
using Bothy.EndToEnd.Tests.Support;

namespace Bothy.Faults.Tests;

/// <summary>Kills the runner at every step boundary there is, one after the other, and expects it to have been for nothing.</summary>
public sealed partial class FailpointTests(SharedInstallation shared)
{
    /// <summary>Found in the sources, so that a new boundary is tested without being listed.</summary>
    public static TheoryData<string> Names { get; } = new(Find());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Failpoint_RunnerKilledThere_ConvergesAndLeavesNothing(string failpoint)
    {
        var bothy = shared.Get();
        using var repositories = new Repositories();
        var build = failpoint.StartsWith("build.", StringComparison.Ordinal) ? """ "build": { "dockerfile": "Dockerfile" },""" : "";
        var repository = await repositories.BareAsync("faults", new Dictionary<string, string>
        {
            [".devcontainer.json"] = $$"""{ {{build}} "onCreateCommand": "echo once >> ~/created", "postStartCommand": "echo start >> ~/started" }""",
            ["Dockerfile"] = "FROM mcr.microsoft.com/devcontainers/base:bookworm\nRUN touch /built\n",
            ["file"] = "content\n",
        });
        var before = await HostState.ReadAsync();
        var armed = Path.Combine(bothy.Failpoints, failpoint);
        await File.WriteAllTextAsync(armed, "");

        // Whatever an earlier case left must not hide what this one finds.
        await bothy.RunAsync("delete", "fault", "--yes");

        // Create, write, stop, start, delete: the failpoint lies somewhere on the way.
        (await bothy.RunAsync("up", "file://" + repository, "--name", "fault")).Succeeded();
        await bothy.ShellAsync("fault", "echo precious > ~/precious");
        (await bothy.RunAsync("stop", "fault")).Succeeded();
        (await bothy.RunAsync("start", "fault")).Succeeded();
        (await bothy.ShellAsync("fault", "cat ~/precious; cat /workspaces/faults/file; cat ~/created")).ShouldBe("precious\ncontent\nonce");
        (await bothy.RunAsync("delete", "fault", "--yes")).Succeeded();

        // The API's word ends "delete"; the runner may be a moment behind it.
        await Installation.EventuallyAsync(
            () => Task.FromResult(File.Exists(armed)), left => !left, $"{failpoint} is reached, or it tests nothing", seconds: 10);
        await Leaks.ShouldBeNoneAsync(before);
    }

    private static IEnumerable<string> Find() =>
        Directory.EnumerateFiles(Path.Combine(Product.Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Call().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .Order();

    [GeneratedRegex("""Failpoint\.Hit\("([^"]+)"\)""")]
    private static partial Regex Call();
}
