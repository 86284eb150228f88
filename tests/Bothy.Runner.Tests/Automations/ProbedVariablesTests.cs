using System.Text;
using Bothy.Runner.Automations;

namespace Bothy.Runner.Tests.Automations;

public sealed class ProbedVariablesTests
{
    [Fact]
    public void Read_BetweenTheMarks_IsWhatTheStartupFilesSet()
    {
        var printed = Encoding.UTF8.GetBytes("Welcome!\nMARKPATH=/opt/bin:/bin\0A=1=2\nB\0PWD=/x\0SHLVL=2\0_=/bin/cat\0BASH_FUNC_x%%=() { :; }\0EMPTY=\0MARKbye");

        ProbedVariables.Read(printed, "MARK").ShouldBe(new Dictionary<string, string>
        {
            ["PATH"] = "/opt/bin:/bin",
            ["A"] = "1=2\nB",
            ["EMPTY"] = "",
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("no marks")]
    [InlineData("MARKPATH=/bin")]
    public void Read_NoMarks_IsNothing(string printed) => ProbedVariables.Read(Encoding.UTF8.GetBytes(printed), "MARK").ShouldBeNull();

    [Fact]
    public void Under_RemoteEnv_ComesOverIt() =>
        ProbedVariables.Under(
            new Dictionary<string, string> { ["A"] = "1", ["B"] = "2", ["C"] = "3" },
            new Dictionary<string, string?> { ["A"] = "x", ["B"] = null, ["D"] = "4" }, "")
            .ShouldBe(new Dictionary<string, string> { ["A"] = "x", ["C"] = "3", ["D"] = "4" }, ignoreOrder: true);

    [Theory]
    [InlineData("/usr/local/bin:/usr/bin:/bin", "/usr/local/go/bin:/usr/local/bin:/usr/sbin:/usr/bin:/bin", "/usr/local/go/bin:/usr/local/bin:/usr/sbin:/usr/bin:/bin")]
    [InlineData("/home/me/bin:/usr/bin", "/usr/bin:/opt/bin", "/home/me/bin:/usr/bin:/opt/bin")]
    [InlineData("/a", "", "/a")]
    public void Under_PathThatALoginShellSetAnew_KeepsTheImages(string shell, string image, string path) =>
        ProbedVariables.Under(new Dictionary<string, string> { ["PATH"] = shell }, new Dictionary<string, string?>(), image)["PATH"].ShouldBe(path);
}
