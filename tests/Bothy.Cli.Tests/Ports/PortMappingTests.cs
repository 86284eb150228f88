using Bothy.Cli.Errors;
using Bothy.Cli.Ports;

namespace Bothy.Cli.Tests.Ports;

public sealed class PortMappingTests
{
    [Theory]
    [InlineData("3000", 3000, 3000)]
    [InlineData("3000:8080", 3000, 8080)]
    [InlineData(":8080", 0, 8080)]
    [InlineData("0:8080", 0, 8080)]
    [InlineData("65535:1", 65535, 1)]
    public void Parse_Mapping_IsThis(string text, int local, int remote) => PortMapping.Parse(text).ShouldBe(new PortMapping(local, remote));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("3000:")]
    [InlineData("3000:0")]
    [InlineData("70000")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("a:b")]
    [InlineData("1:2:3")]
    public void Parse_NoMapping_IsAUsageError(string text) => Should.Throw<CliException>(() => PortMapping.Parse(text)).ExitCode.ShouldBe(2);
}
