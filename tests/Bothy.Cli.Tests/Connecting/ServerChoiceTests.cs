using Bothy.Cli.Connecting;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Tests.Connecting;

public sealed class ServerChoiceTests
{
    [Fact]
    public void From_Nothing_IsThisHost() => From().ShouldBe(new ServerChoice("/var/lib/bothy", null, false));

    [Fact]
    public void From_Variable_MovesTheData() => From(variables: ("BOTHY_DATA", "/srv/b")).DataDirectory.ShouldBe("/srv/b");

    [Fact]
    public void From_Option_WinsOverVariables()
    {
        var choice = From(data: "/srv/c", variables: [("BOTHY_DATA", "/srv/b"), ("BOTHY_SERVER", "https://example.org")]);

        choice.ShouldBe(new ServerChoice("/srv/c", null, true));
    }

    [Fact]
    public void From_Server_NeedsItsToken()
    {
        From(server: "https://example.org", tokenFile: "/t").Remote.ShouldBe(new RemoteServer(new Uri("https://example.org"), "/t"));
        Should.Throw<CliException>(() => From(server: "https://example.org")).Remedy.ShouldNotBeNull().ShouldContain("--token-file");
    }

    [Theory]
    [InlineData("http://example.org")]
    [InlineData("https://alice:hunter2@example.org")]
    [InlineData("example.org")]
    [InlineData("ftp://example.org")]
    public void From_UrlThatWouldLeakTheToken_IsRefused(string url)
    {
        var error = Should.Throw<CliException>(() => From(server: url, tokenFile: "/t"));

        error.ExitCode.ShouldBe(2);
        error.Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public void From_DataAndServer_IsAContradiction() => Should.Throw<CliException>(() => From(data: "/a", server: "https://example.org", tokenFile: "/t"));

    [Theory]
    [InlineData(new[] { "up", "." }, "up .")]
    [InlineData(new[] { "up", "my dir", "--name", "it's" }, "up 'my dir' --name 'it'\\''s'")]
    [InlineData(new[] { "exec", "work", "--", "sh", "-c", "echo $HOME" }, "exec work -- sh -c 'echo $HOME'")]
    [InlineData(new[] { "" }, "''")]
    public void Quoted_Words_AreReadBackByAShell(string[] words, string line) => CommandHints.Quoted(words).ShouldBe(line);

    [Fact]
    public void Command_UnderSudoWithData_RepeatsBoth()
    {
        using var host = new TestHost(variables: new() { ["SUDO_USER"] = "alice", ["BOTHY_COMMAND"] = "./bothy" });
        var hints = new CommandHints(host.Host, new ServerChoice("/srv/b", null, true));

        hints.Command("shell", "work").ShouldBe("sudo ./bothy --data /srv/b shell work");
    }

    private static ServerChoice From(string? data = null, string? server = null, string? tokenFile = null, params (string Name, string Value)[] variables) =>
        ServerChoice.From(data, server, tokenFile, name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
