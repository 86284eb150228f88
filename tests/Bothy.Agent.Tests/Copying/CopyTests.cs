using System.Formats.Tar;
using Bothy.Agent.Tests.Support;
using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Messages;

namespace Bothy.Agent.Tests.Copying;

public sealed class CopyTests(AgentBinary binary)
{
    [Fact]
    public async Task CopyIn_AsUser_FilesAreTheUsers()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox);

        var done = await CopyInAsync(agent, "/home/dev/made", "dev", Archives.Of(("deep/er/file", "content"u8.ToArray())));

        done.Exit.Code.ShouldNotBe(0, "home belongs to root in this image");
        done.Error.ShouldContain("/home/dev/made");
        await agent.RunAsync("busybox chown -R dev /home/dev");
        (await CopyInAsync(agent, "/home/dev/made", "dev", Archives.Of(("deep/er/file", "content"u8.ToArray())))).Exit.Code.ShouldBe(0);
        (await agent.RunAsync("cat /home/dev/made/deep/er/file; stat -c ' %U:%G' /home/dev/made /home/dev/made/deep/er/file")).Output
            .ShouldBe("content dev:dev\n dev:dev\n");
    }

    [Fact]
    public async Task CopyOut_Directory_ComesWhole()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox);
        await agent.RunAsync("busybox mkdir -p /tmp/d/sub; echo a > /tmp/d/a; echo b > /tmp/d/sub/b; busybox ln -s a /tmp/d/link; busybox mkfifo /tmp/d/pipe");

        var done = await CopyOutAsync(agent, "/tmp/d");

        done.Exit.Code.ShouldBe(0, done.Error);
        Archives.Read(done.OutputBytes).Keys.ShouldBe(["d/a", "d/sub/b"], ignoreOrder: true);
        using var reader = new TarReader(new MemoryStream(done.OutputBytes));
        var links = new List<string>();
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType == TarEntryType.SymbolicLink)
            {
                links.Add($"{entry.Name}>{entry.LinkName}");
            }
        }

        links.ShouldBe(["d/link>a"]);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/outside")]
    public async Task CopyIn_PathThatLeavesTheDirectory_WritesNothingOutside(string path)
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox);

        await CopyInAsync(agent, "/tmp/in", null, Archives.Of((path, "x"u8.ToArray())));

        (await agent.RunAsync("ls /tmp/outside /outside 2>/dev/null")).Output.ShouldBe("");
    }

    [Fact]
    public async Task CopyIn_ThroughALink_WritesNothingBehindIt()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox);
        await agent.RunAsync("busybox mkdir /tmp/in /tmp/behind; busybox ln -s /tmp/behind /tmp/in/link");

        await CopyInAsync(agent, "/tmp/in", null, Archives.Of(("link/file", "x"u8.ToArray())));

        (await agent.RunAsync("ls /tmp/behind")).Output.ShouldBe("");
    }

    [Fact]
    public async Task CopyOut_Missing_SaysSo()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox);

        var done = await CopyOutAsync(agent, "/no/such/file");

        done.Exit.Code.ShouldNotBe(0);
        done.Error.ShouldContain("/no/such/file");
    }

    private static async Task<CompletedExec> CopyInAsync(ContainedAgent agent, string directory, string? user, byte[] archive) =>
        await CompletedExec.CompleteAsync(
            await agent.Client.CopyInAsync(
                new CopyRequest { Session = Guid.NewGuid().ToString("N"), Path = directory, User = user },
                new RemoteProcessOptions(),
                TestContext.Current.CancellationToken),
            archive);

    private static async Task<CompletedExec> CopyOutAsync(ContainedAgent agent, string path) =>
        await CompletedExec.CompleteAsync(await agent.Client.CopyOutAsync(
            new CopyRequest { Session = Guid.NewGuid().ToString("N"), Path = path }, new RemoteProcessOptions(), TestContext.Current.CancellationToken));
}
