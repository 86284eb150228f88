using System.Text.Json.Nodes;
using Bothy.Cli.Documents;
using YamlDotNet.Core;

namespace Bothy.Cli.Tests.Documents;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: [1, -2, 0x1f, 0o17, 1.5, 1e3]", """{"a":[1,-2,31,15,1.5,1000]}""")]
    [InlineData("a: [null, ~, true, False]", """{"a":[null,null,true,false]}""")]
    [InlineData("a: [yes, no, on, off, NO]", """{"a":["yes","no","on","off","NO"]}""")]
    [InlineData("a: ['1', \"true\", !!str 5, 1_000, 2026-01-01, 1.2.3, 12e, .]", """{"a":["1","true","5","1_000","2026-01-01","1.2.3","12e","."]}""")]
    [InlineData("a: |\n  x\n  y\n", """{"a":"x\ny\n"}""")]
    [InlineData("a: &x {b: 1}\nc: *x", """{"a":{"b":1},"c":{"b":1}}""")]
    [InlineData("{\"a\": {\"b\": [1, \"x\"]}}", """{"a":{"b":[1,"x"]}}""")]
    public void ReadAll_CoreSchema_IsThisJson(string yaml, string json) =>
        YamlReader.ReadAll(yaml).Single()!.ToJsonString().ShouldBe(json);

    [Fact]
    public void ReadAll_SeveralDocuments_AreAll() =>
        YamlReader.ReadAll("a: 1\n---\n---\nb: 2\n...\n").Select(document => document?.ToJsonString()).ShouldBe(["""{"a":1}""", null, """{"b":2}"""]);

    [Fact]
    public void ReadAll_BillionLaughs_StopsAtTheLimit()
    {
        var levels = Enumerable.Range(1, 20).Select(level => $"l{level}: &l{level} [{string.Join(", ", Enumerable.Repeat($"*l{level - 1}", 10))}]");
        var yaml = "l0: &l0 [x, x]\n" + string.Join('\n', levels);

        Should.Throw<YamlException>(() => YamlReader.ReadAll(yaml)).Message.ShouldContain($"{DocumentLimits.Values}");
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void ReadAll_DeepNesting_StopsAtTheLimit(string opening) =>
        Should.Throw<YamlException>(() => YamlReader.ReadAll(string.Concat(Enumerable.Repeat(opening, 100_000)))).Message.ShouldNotBeEmpty();

    [Theory]
    [InlineData("a: *nowhere", "alias")]
    [InlineData("a: &a [*a]", "alias")]
    [InlineData("a: 1\na: 2", "twice")]
    [InlineData("? [a]\n: 1", "key")]
    [InlineData("a: !!binary aGk=", "tag")]
    public void ReadAll_WhatAResourceCannotBe_IsAnError(string yaml, string word) =>
        Should.Throw<YamlException>(() => YamlReader.ReadAll(yaml)).Message.ShouldContain(word);

    [Fact]
    public void ReadAll_AliasedNode_IsACopy()
    {
        var document = YamlReader.ReadAll("a: &x {b: 1}\nc: *x").Single()!.AsObject();

        document["a"]!["b"] = JsonValue.Create(2);

        document["c"]!["b"]!.GetValue<long>().ShouldBe(1);
    }
}
