using System.Text;
using Bothy.Devcontainers.Binding;
using Bothy.Devcontainers.Json;

namespace Bothy.Devcontainers.Tests.Json;

public sealed class JsoncParserTests
{
    [Theory]
    [InlineData("{\"a\": 1}", "{\"a\":1}")]
    [InlineData("\uFEFF{\"a\": 1}", "{\"a\":1}")]
    [InlineData("// first\n{ /* in\nside */ \"a\": [1, 2,], } // last", "{\"a\":[1,2]}")]
    [InlineData("{\"a\": 1, \"b\": 2, \"a\": 3}", "{\"a\":3,\"b\":2}")]
    [InlineData("{\"a\": \"// no comment\", \"b\": \"/* nor this */\"}", "{\"a\":\"// no comment\",\"b\":\"/* nor this */\"}")]
    [InlineData("[1.0, -2e3, 12345678901234567890]", "[1.0,-2e3,12345678901234567890]")]
    [InlineData("[true, false, null, \"\\n\\u0041\"]", "[true,false,null,\"\\nA\"]")]
    [InlineData("{\"\": {\"\": []}}", "{\"\":{\"\":[]}}")]
    public void Parse_JsonWithComments_GivesItsValue(string text, string expected)
    {
        var document = JsoncParser.Parse(Encoding.UTF8.GetBytes(text));

        document.Error.ShouldBeNull();
        Customizations.ToJson(document.Value!).ShouldBe(expected);
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{", 1, 2)]
    [InlineData("{\n  \"a\": 1\n  \"b\": 2\n}", 3, 3)]
    [InlineData("{\n  \"ä€😀\": x\n}", 2, 10)]
    [InlineData("{\r\n  \"a\": 1,\r\n  'b': 2\r\n}", 3, 3)]
    [InlineData("{\"a\": 1} {", 1, 10)]
    [InlineData("{\"a\": \"\\ud800\"}", 1, 7)]
    [InlineData("{\"ä\": \"ä\",\n \"b\": \"\\udc00\"}", 2, 7)]
    [InlineData("\uFEFF{\n\"a\": }", 2, 6)]
    public void Parse_BrokenJson_PointsAtTheCharacter(string text, int line, int column)
    {
        var document = JsoncParser.Parse(Encoding.UTF8.GetBytes(text));

        document.Value.ShouldBeNull();
        document.Error.ShouldNotBeNull().Position.ShouldBe(new TextPosition(line, column));
        document.Error.Message.ShouldNotContain("LineNumber");
    }

    [Fact]
    public void Parse_Values_RememberTheirPositions()
    {
        var document = JsoncParser.Parse("{\n  \"é\": [\n    \"x\",  true\n  ]\n}"u8);

        var array = document.Value.ShouldBeOfType<JsoncObject>().Members["é"].ShouldBeOfType<JsoncArray>();
        array.Position.ShouldBe(new TextPosition(2, 8));
        array.Items[0].Position.ShouldBe(new TextPosition(3, 5));
        array.Items[1].Position.ShouldBe(new TextPosition(3, 11));
    }

    [Theory]
    [InlineData(JsoncParser.MaxDepth, true)]
    [InlineData(JsoncParser.MaxDepth + 1, false)]
    [InlineData(500_000, false)]
    public void Parse_NestedArrays_StopsAtTheLimit(int depth, bool isAccepted)
    {
        var text = new string('[', depth) + new string(']', depth);

        var document = JsoncParser.Parse(Encoding.UTF8.GetBytes(text));

        (document.Error is null).ShouldBe(isAccepted);
    }

    [Fact]
    public void Parse_DeepestAccepted_CanBeWritten()
    {
        var text = new string('[', JsoncParser.MaxDepth) + new string(']', JsoncParser.MaxDepth);

        Customizations.ToJson(JsoncParser.Parse(Encoding.UTF8.GetBytes(text)).Value!).ShouldBe(text);
    }

    [Fact]
    public void Parse_BytesThatAreNotUtf8_ReplacesThemAndSaysSo()
    {
        var document = JsoncParser.Parse([.. "{\"a\": \""u8, 0xE9, .. "\"}"u8]);

        document.HasReplacedBytes.ShouldBeTrue();
        document.Value.ShouldBeOfType<JsoncObject>().Members["a"].ShouldBeOfType<JsoncString>().Value.ShouldBe("\uFFFD");
    }

    [Fact]
    public void Parse_Utf16_AsksForUtf8()
    {
        var document = JsoncParser.Parse([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{}")]);

        document.Error.ShouldNotBeNull().Message.ShouldContain("save it as UTF-8");
    }
}
