using Bothy.Cli.CommandLine;

namespace Bothy.Cli.Tests.CommandLine;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("lsit", "bothy has no command lsit", "did you mean list?")]
    [InlineData("list --wtach", "bothy list has no option --wtach", "did you mean --watch?")]
    [InlineData("port forwrad work 1", "bothy port has no command forwrad", "did you mean forward?")]
    [InlineData("get", "required argument missing", "see: bothy get --help")]
    [InlineData("list -o xml", "xml is not an output format", "see: bothy list --help")]
    [InlineData("exec work --cwd x -- true", "not an absolute path", "")]
    [InlineData("port forward work 99999", "99999 is not a port", "3000:8080")]
    [InlineData("apply -f /nonexistent.yaml", "cannot be read", "name a file")]
    [InlineData("cp a b", "neither side", "NAME:PATH")]
    [InlineData("up --name Bad_Name .", "cannot be a name", "--name bad-name")]
    public async Task Run_WrongUse_SaysWhatAndHow(string line, string message, string remedy)
    {
        var (code, output, error) = await RunAsync(line.Split(' '));

        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldStartWith("bothy: ");
        error.ShouldContain(message, Case.Insensitive);
        error.ShouldContain(remedy);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    public async Task Run_Version_IsOneLine(string word)
    {
        var (code, output, error) = await RunAsync(word);

        code.ShouldBe(0);
        output.ShouldMatch(@"^bothy \d+\.\d+\.\d+\n$");
        error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_Help_NamesEveryCommand()
    {
        var (code, output, _) = await RunAsync("--help");

        code.ShouldBe(0);
        foreach (var command in (string[])["up", "list", "get", "apply", "stop", "start", "restart", "delete", "exec", "shell", "logs", "port", "cp", "status", "server", "runner", "version"])
        {
            output.ShouldContain($"\n  {command}");
        }
    }

    [Fact]
    public async Task Run_NoCommand_IsTheHelp() => (await RunAsync()).Output.ShouldContain("Usage:");

    [Fact]
    public async Task Run_LocalServerThatNeverWas_SaysHowToStartIt()
    {
        var (code, _, error) = await RunAsync("list", "--data", "/nonexistent/bothy");

        code.ShouldBe(1);
        error.ShouldContain("/nonexistent/bothy");
        error.ShouldContain("sudo bothy up");
    }

    [Fact]
    public async Task Run_ExecWithoutServer_Is125() =>
        (await RunAsync("exec", "work", "--data", "/nonexistent/bothy", "true")).Code.ShouldBe(ExitCode.ExecFailed);

    [Theory]
    [InlineData("bash", "complete -o default -F _bothy bothy")]
    [InlineData("zsh", "compdef _bothy bothy")]
    [InlineData("fish", "complete -f -c bothy")]
    public async Task Run_Completion_IsAScript(string shell, string part) => (await RunAsync("completion", shell)).Output.ShouldContain(part);

    [Fact]
    public async Task Run_AtSign_IsNoResponseFile() => (await RunAsync("get", "@file", "--data", "/nonexistent/b")).Error.ShouldContain("/nonexistent/b");

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var host = new TestHost();
        var code = await BothyCommandLine.RunAsync(arguments, host.Host);
        return (code, host.Out, host.Error);
    }
}
