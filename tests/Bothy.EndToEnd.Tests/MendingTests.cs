using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>What was broken from inside is mended from inside: the environment starts, and says what it found.</summary>
public sealed class MendingTests(SharedInstallation shared) : IDisposable
{
    private readonly Repositories repositories = new();

    public void Dispose() => repositories.Dispose();

    [Fact]
    public async Task Restart_FolderOrConfigurationIsGone_StartsWithThatOfTheLastTimeAndAWarning()
    {
        var bothy = shared.Get();
        var repository = await repositories.BareAsync("mend", new Dictionary<string, string>
        {
            [".devcontainer.json"] = """{ "name": "kept", "remoteUser": "vscode", "containerEnv": { "KEPT": "yes" }, "waitFor": "postStartCommand", "postStartCommand": "echo start >> ~/started" }""",
        });
        (await bothy.RunAsync("up", "file://" + repository, "--name", "mend")).Succeeded();

        await bothy.ShellAsync("mend", "cd / && sudo mv /workspaces/mend /workspaces/aside");
        (await RestartAsync(bothy)).ShouldContain("/workspaces/mend is gone");
        (await bothy.ShellAsync("mend", "id -un; echo $KEPT")).ShouldBe("vscode\nyes");

        await bothy.ShellAsync("mend", "sudo ln -s /etc /workspaces/mend");
        (await RestartAsync(bothy)).ShouldContain("a link that leads out");

        await bothy.ShellAsync("mend", "sudo rm /workspaces/mend && sudo mv /workspaces/aside /workspaces/mend && rm /workspaces/mend/.devcontainer.json");
        (await RestartAsync(bothy)).ShouldContain(".devcontainer.json is gone");

        await bothy.ShellAsync("mend", "echo '{ oops' > /workspaces/mend/.devcontainer.json");
        (await RestartAsync(bothy)).ShouldContain("line 1");

        await bothy.ShellAsync("mend", """echo '{ "image": "registry.invalid/nothing:1" }' > /workspaces/mend/.devcontainer.json""");
        (await RestartAsync(bothy)).ShouldContain("registry.invalid");

        await bothy.ShellAsync("mend", """echo '{ "name": "mended" }' > /workspaces/mend/.devcontainer.json""");
        (await RestartAsync(bothy)).ShouldBe("[]");
        ((string?)(await bothy.GetAsync("mend"))["status"]!["devcontainer"]!["name"]).ShouldBe("mended");
        (await bothy.ShellAsync("mend", "echo [$KEPT]; cat ~/started | wc -l")).ShouldBe("[]\n5");
        (await bothy.RunAsync("delete", "mend", "--yes")).Succeeded();
    }

    [Fact]
    public async Task RunnerKilled_ConfigurationWasBrokenMeanwhile_MachineStaysHealthyAndGoesOnAsPlanned()
    {
        var bothy = shared.Get();
        var repository = await repositories.BareAsync("resumed", new Dictionary<string, string>
        {
            [".devcontainer.json"] =
                """{ "waitFor": "onCreateCommand", "postCreateCommand": "until [ -e ~/go ]; do sleep 0.1; done; echo created >> ~/done", "postStartCommand": "echo started >> ~/done" }""",
        });
        (await bothy.RunAsync("up", "file://" + repository, "--name", "resumed")).Succeeded();
        var machine = (await bothy.GetAsync("resumed"))["status"]!["machine"]!["startedAt"]!.ToString();
        await bothy.ShellAsync("resumed", "echo '{ oops' > .devcontainer.json");

        Daemons.Kill(bothy.Data, "runner").ShouldBeTrue();
        await bothy.ShellAsync("resumed", "touch ~/go");

        await Installation.EventuallyAsync(
            () => bothy.ShellAsync("resumed", "cat ~/done 2>/dev/null || true"), text => text == "created\nstarted", "the commands of the start go on");
        var found = await bothy.ReachesAsync("resumed", "running");
        found["status"]!["failures"].ShouldBeNull();
        found["status"]!["machine"]!["startedAt"]!.ToString().ShouldBe(machine);
        (await bothy.RunAsync("delete", "resumed", "--yes")).Succeeded();
    }

    private static async Task<string> RestartAsync(Installation bothy)
    {
        (await bothy.RunAsync("restart", "mend")).Succeeded();
        return (await bothy.GetAsync("mend"))["status"]!["devcontainer"]!["warnings"]?.ToJsonString() ?? "[]";
    }
}
