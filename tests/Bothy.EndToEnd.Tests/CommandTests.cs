using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>The commands that work with a running environment.</summary>
public sealed class CommandTests(SharedInstallation shared, SharedEnvironment environment) : IClassFixture<SharedEnvironment>
{
    private const string Name = SharedEnvironment.Name;

    [Fact]
    public async Task Exec_Options_SayWhoWhereAndWith()
    {
        var bothy = Bothy();

        (await bothy.RunAsync("exec", Name, "-u", "root", "-w", "/usr", "-e", "ONE=1 2", "-e", "BOTHY_DATA", "--", "sh", "-c", "id -un; pwd; echo $ONE; echo $BOTHY_DATA"))
            .Succeeded().Output.ShouldBe($"root\n/usr\n1 2\n{bothy.Data}\n");
        (await bothy.RunAsync("exec", Name, "ls", "-d", "--", "/usr")).Succeeded().Output.ShouldBe("/usr\n");
        (await bothy.RunAsync("exec", Name, "--", "/etc/passwd")).Code.ShouldBe(126);
        (await bothy.RunAsync("exec", Name, "--", "sh", "-c", "kill -9 $$")).Code.ShouldBe(137);
        (await bothy.RunAsync("exec", Name, "-u", "nobody-here", "--", "true")).Code.ShouldBe(125);
    }

    [Fact]
    public async Task Exec_NoInput_LeavesTheCallersAlone()
    {
        var bothy = Bothy();

        (await bothy.RunWithInputAsync("one\ntwo\n"u8.ToArray(), "exec", Name, "--", "cat")).Succeeded().Output.ShouldBe("one\ntwo\n");
        (await bothy.RunWithInputAsync("one\ntwo\n"u8.ToArray(), "exec", Name, "-n", "--", "cat")).Succeeded().Output.ShouldBe("");
    }

    [Fact]
    public async Task Exec_Signal_ReachesTheCommand()
    {
        using var exec = Process.Start(Bothy().Describe("exec", Name, "--", "sh", "-c", "trap 'echo told; exit 9' TERM; echo ready; while :; do sleep 0.05; done"))!;
        (await exec.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("ready");

        (await Command.RunAsync("kill", ["-TERM", $"{exec.Id}"])).Succeeded();

        (await exec.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("told");
        await exec.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));
        exec.ExitCode.ShouldBe(9);
    }

    [Fact]
    public async Task Exec_ReaderLeaves_CommandEnds()
    {
        var piped = await Command.RunAsync(
            "sh", ["-c", $"'{Product.Cli}' exec {Name} -- yes | head -n 2"], null, new Dictionary<string, string> { ["BOTHY_DATA"] = Bothy().Data });

        piped.Succeeded().Output.ShouldBe("y\ny\n");
        await Installation.EventuallyAsync(() => Bothy().ShellAsync(Name, "pgrep -cx yes || true"), count => count == "0", "yes has ended");
    }

    [Fact]
    public async Task Logs_Follow_GoesOnWithWhatComes()
    {
        var bothy = Bothy();
        using var logs = Process.Start(bothy.Describe("logs", Name, "-f"))!;
        try
        {
            await UntilAsync(logs.StandardOutput, line => line.Contains("made up", StringComparison.Ordinal));

            // A restart says so, through a server that is another one by then.
            Daemons.Kill(bothy.Data, "server").ShouldBeTrue();
            (await bothy.RunAsync("restart", Name)).Succeeded();
            await bothy.ShellAsync(Name, "true");
        }
        finally
        {
            (await Command.RunAsync("kill", ["-INT", $"{logs.Id}"])).Succeeded();
            await logs.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        }

        logs.ExitCode.ShouldBe(130);
        (await bothy.RunAsync("logs", Name, "-o", "json")).Succeeded().Output.ShouldContain("\"source\":\"onCreateCommand\"");
    }

    [Fact]
    public async Task PortForward_LoopbackPort_IsReachedFromHere()
    {
        var bothy = Bothy();
        await bothy.ShellAsync(
            Name, "nohup perl -MIO::Socket::INET -e '$s=IO::Socket::INET->new(LocalAddr=>\"127.0.0.1\",LocalPort=>8100,Listen=>5,ReuseAddr=>1) or die; while($c=$s->accept){$l=<$c>;print $c \"got $l\";close $c}' >/dev/null 2>&1 &");
        await Installation.EventuallyAsync(
            async () => (await bothy.RunAsync("port", "list", Name)).Output, ports => ports.Contains("8100", StringComparison.Ordinal) && ports.Contains("perl", StringComparison.Ordinal), "the port is listed with its process");
        using var forward = Process.Start(bothy.Describe("port", "forward", Name, ":8100"))!;
        try
        {
            var said = await forward.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            said.ShouldNotBeNull().ShouldMatch($@"^127\.0\.0\.1:\d+ → {Name}:8100$");
            var port = int.Parse(said.Split(' ')[0].Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
            foreach (var word in (string[])["first", "second"])
            {
                (await AskAsync(port, word)).ShouldBe($"got {word}\n");
            }
        }
        finally
        {
            (await Command.RunAsync("kill", ["-INT", $"{forward.Id}"])).Succeeded();
            await forward.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
            await bothy.ShellAsync(Name, "pkill perl; true");
        }
    }

    [Fact]
    public async Task Copy_InAndOut_IsTheSame()
    {
        var bothy = Bothy();
        var here = Directory.CreateTempSubdirectory("bothy-copy-").FullName;
        var tree = Directory.CreateDirectory(Path.Combine(here, "tree", "sub")).Parent!.FullName;
        var bytes = new byte[3 << 20];
        new Random(5).NextBytes(bytes);
        await File.WriteAllBytesAsync(Path.Combine(tree, "sub", "big"), bytes);
        File.CreateSymbolicLink(Path.Combine(tree, "link"), "sub/big");

        (await bothy.RunAsync("cp", tree, $"{Name}:/tmp/copied")).Succeeded();
        (await bothy.RunAsync("cp", $"{Name}:/tmp/copied", Path.Combine(here, "back"))).Succeeded();

        (await File.ReadAllBytesAsync(Path.Combine(here, "back", "sub", "big"))).ShouldBe(bytes);
        new FileInfo(Path.Combine(here, "back", "link")).LinkTarget.ShouldBe("sub/big");
        (await bothy.ShellAsync(Name, "stat -c %U /tmp/copied/sub/big")).ShouldBe("vscode");
        var missing = await bothy.RunAsync("cp", $"{Name}:/no/such", here);
        missing.Code.ShouldBe(1);
        missing.Errors.ShouldContain("/no/such");
        Directory.Delete(here, recursive: true);
    }

    [Fact]
    public async Task GetYaml_AppliedAgain_ChangesNothingAndStaleIsRefused()
    {
        var bothy = Bothy();
        var yaml = (await bothy.RunAsync("get", Name, "-o", "yaml")).Succeeded().Output;
        yaml.ShouldContain("kind: Environment");

        (await bothy.RunWithInputAsync(Encoding.UTF8.GetBytes(yaml), "apply", "-f", "-")).Succeeded();
        (await bothy.RunWithInputAsync(
            Encoding.UTF8.GetBytes($$"""{ "kind": "Environment", "metadata": { "name": "{{Name}}", "labels": { "team": "tools" } } }"""), "apply", "-f", "-")).Succeeded();
        ((string?)(await bothy.GetAsync(Name))["metadata"]!["labels"]!["team"]).ShouldBe("tools");

        // Read before somebody else's change of the spec, written after it.
        (await bothy.RunAsync("restart", Name)).Succeeded();
        var stale = await bothy.RunWithInputAsync(Encoding.UTF8.GetBytes(yaml), "apply", "-f", "-");
        stale.Code.ShouldBe(1);
        stale.Errors.ShouldContain("changed");
    }

    [Fact]
    public async Task Help_EveryCommand_ExplainsItself()
    {
        _ = environment;
        foreach (var command in (string[])["", "up", "list", "get", "apply", "stop", "start", "restart", "delete", "exec", "shell", "logs", "port", "port forward", "port list", "cp", "status", "server", "server logs", "runner", "completion", "version"])
        {
            var help = (await Bothy().RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).Succeeded();
            help.Output.ShouldContain("Description:", Case.Sensitive, command);
            help.Output.ShouldContain($"bothy {command}".TrimEnd(), Case.Sensitive, command);
        }
    }

    [Fact]
    public async Task Completion_Bash_CompletesCommandsAndOptions()
    {
        var script = (await Bothy().RunAsync("completion", "bash")).Succeeded().Output;
        var completed = await Command.RunAsync(
            "bash",
            ["-c", script + "\nCOMP_LINE='bothy sh'; COMP_POINT=8; _bothy; echo \"${COMPREPLY[*]}\"; COMP_LINE='bothy list --w'; COMP_POINT=14; _bothy; echo \"${COMPREPLY[*]}\""],
            null,
            new Dictionary<string, string> { ["PATH"] = $"{Product.Binaries}:/usr/bin:/bin" });

        completed.Succeeded().Output.ShouldContain("shell");
        completed.Output.ShouldContain("--watch");
    }

    private Installation Bothy() => shared.Get();

    private static async Task UntilAsync(StreamReader reader, Func<string, bool> wanted)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (wanted(line))
            {
                return;
            }
        }

        Assert.Fail("The output ended before what was waited for.");
    }

    private static async Task<string> AskAsync(int port, string word)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(word + "\n"));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }
}
