using System.Text.Json.Nodes;
using Bothy.Server.Resources;
using CsCheck;

namespace Bothy.Server.Tests.Resources;

public sealed class MergePatchTests
{
    /// <summary>RFC 7386, appendix A.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", """null""", """null""")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""[1,2]""", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Apply_ExampleOfTheRfc_GivesItsResult(string target, string patch, string result)
    {
        var patched = MergePatch.Apply(JsonNode.Parse(target), JsonNode.Parse(patch));

        JsonNode.DeepEquals(patched, JsonNode.Parse(result)).ShouldBeTrue(patched?.ToJsonString());
    }

    [Fact]
    public void Apply_Twice_IsTheSameAsOnce() => Gen.Select(JsonGen.Value, JsonGen.Value).Sample((target, patch) =>
    {
        var once = MergePatch.Apply(JsonNode.Parse(target), JsonNode.Parse(patch));
        var twice = MergePatch.Apply(once, JsonNode.Parse(patch));
        return JsonNode.DeepEquals(once, twice);
    });

    [Fact]
    public void Apply_LeavesItsArgumentsAlone() => Gen.Select(JsonGen.Value, JsonGen.Value).Sample((target, patch) =>
    {
        var (left, right) = (JsonNode.Parse(target), JsonNode.Parse(patch));
        MergePatch.Apply(left, right);
        return JsonNode.DeepEquals(left, JsonNode.Parse(target)) && JsonNode.DeepEquals(right, JsonNode.Parse(patch));
    });
}
