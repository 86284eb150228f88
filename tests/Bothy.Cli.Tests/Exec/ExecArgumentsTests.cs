using Bothy.Cli.CommandLine;

namespace Bothy.Cli.Tests.Exec;

public sealed class ExecArgumentsTests
{
    [Theory]
    [InlineData("exec work ls -la --help", "ls -la --help")]
    [InlineData("exec work -- ls -la", "ls -la")]
    [InlineData("exec -u dev work ls -u x", "ls -u x")]
    [InlineData("exec --env=A=B work -e C=D printenv -0", "printenv -0")]
    [InlineData("exec work -w /tmp sh -c x", "sh -c x")]
    [InlineData("--data /d exec work ls --data /e", "ls --data /e")]
    [InlineData("exec work true -- false", "true -- false")]
    public void Parse_Command_IsTheCommandsOwn(string line, string command)
    {
        using var host = new TestHost();

        var parsed = BothyCommandLine.Parse(line.Split(' '), host.Host);

        parsed.Errors.ShouldBeEmpty();
        parsed.GetValue<string>("NAME").ShouldBe("work");
        string.Join(' ', parsed.GetValue<string[]>("COMMAND")!).ShouldBe(command);
    }
}
