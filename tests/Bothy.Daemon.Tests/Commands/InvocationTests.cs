using Bothy.Daemon.Commands;

namespace Bothy.Daemon.Tests.Commands;

public sealed class InvocationTests
{
    [Theory]
    [InlineData("--data", "/d")]
    [InlineData("--data=/d")]
    public void Parse_DataOption_Taken(params string[] options) =>
        Invocation.Parse(["up", .. options, "--detach"]).ShouldSatisfyAllConditions(
            i => i.Data.Path.ShouldBe("/d"),
            i => i.Has("--detach").ShouldBeTrue());

    [Theory]
    [InlineData("up", "--data")]
    [InlineData("up", "--dettach")]
    [InlineData("server", "--detach")]
    [InlineData()]
    public void Parse_Nonsense_Refused(params string[] arguments) =>
        Should.Throw<UsageException>(() => Invocation.Parse(arguments));

    [Fact]
    public async Task Run_UnknownCommand_ExitCodeTwo() =>
        (await CommandLine.RunAsync(["upp"])).ShouldBe(2);

    [Fact]
    public async Task Run_DataDirectoryIsAFile_ExitCodeOne() =>
        (await CommandLine.RunAsync(["up", "--data", "/etc/hostname"])).ShouldBe(1);
}
