using System.Text;
using Bothy.Cli.Documents;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Tests.Documents;

public sealed class DocumentReaderTests
{
    [Theory]
    [InlineData("kind: A", new[] { "env" })]
    [InlineData("{\"kind\": \"A\"}", new[] { "env" })]
    [InlineData("\uFEFF{\"kind\": \"A\"} // said so", new[] { "env" })]
    [InlineData("kind: A\n---\n\n---\nkind: B\n", new[] { "env, document 1", "env, document 3" })]
    [InlineData("[{\"kind\": \"A\"}, {\"kind\": \"B\"}]", new[] { "env, item 1", "env, item 2" })]
    [InlineData("{\"revision\": 3, \"items\": [{\"kind\": \"A\"}]}", new[] { "env, item 1" })]
    [InlineData("{\"kind\": \"A\"}\n---\n{\"kind\": \"B\"}", new[] { "env, document 1", "env, document 2" })]
    public void Read_Documents_AreTakenApart(string text, string[] sources) =>
        Read(text).Select(document => document.Source).ShouldBe(sources);

    [Theory]
    [InlineData("{\n  \"kind\": oops\n}", "line 2, column 11")]
    [InlineData("a: 1\nb: [", "not valid YAML: line ")]
    [InlineData("{\"a\": 1, \"a\": 2}", "not valid JSON")]
    [InlineData("", "holds no resource")]
    [InlineData("42", "a single value")]
    [InlineData("[42]", "item 1 is not a resource")]
    public void Read_Malformed_SaysWhere(string text, string message)
    {
        var error = Should.Throw<CliException>(() => Read(text));

        error.Message.ShouldContain(message);
        error.ExitCode.ShouldBe(2);
    }

    [Fact]
    public void Read_TooLarge_IsRefusedUnread() =>
        Should.Throw<CliException>(() => Read(new string(' ', DocumentLimits.Bytes + 1))).Message.ShouldContain("larger than 1 MiB");

    [Fact]
    public void Read_NoText_IsRefused() =>
        Should.Throw<CliException>(() => DocumentReader.Read(new MemoryStream([0x80, 0xFF]), "env")).Message.ShouldContain("not UTF-8");

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void Read_DeepJson_IsAnError(string opening) =>
        Should.Throw<CliException>(() => Read(string.Concat(Enumerable.Repeat(opening, 10_000)))).ExitCode.ShouldBe(2);

    private static IReadOnlyList<ResourceDocument> Read(string text) => DocumentReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "env");
}
