using Bothy.Cli.Errors;
using Bothy.Cli.Exec;

namespace Bothy.Cli.Tests.Exec;

public sealed class VariableOptionTests
{
    [Fact]
    public void Parse_Settings_AreVariables()
    {
        var variables = VariableOption.Parse(["A=1", "B=x=y", "C=", "HOME", "ABSENT"], name => name == "HOME" ? "/root" : null);

        variables.ShouldBe(new Dictionary<string, string?> { ["A"] = "1", ["B"] = "x=y", ["C"] = "", ["HOME"] = "/root" }, ignoreOrder: true);
    }

    [Fact]
    public void Parse_None_IsNull() => VariableOption.Parse([], _ => null).ShouldBeNull();

    [Fact]
    public void Parse_NoName_IsAUsageError() => Should.Throw<CliException>(() => VariableOption.Parse(["=x"], _ => null)).ExitCode.ShouldBe(2);
}
