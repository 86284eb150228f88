using Bothy.Devcontainers.Lifecycle;
using static Bothy.Devcontainers.Tests.Support.Reading;

namespace Bothy.Devcontainers.Tests.Lifecycle;

public sealed class LifecycleCommandTests
{
    public static TheoryData<LifecycleHook> Hooks => [.. Enum.GetValues<LifecycleHook>().Where(hook => hook != LifecycleHook.InitializeCommand)];

    [Theory]
    [MemberData(nameof(Hooks))]
    public void Read_StringForm_GoesThroughAShell(LifecycleHook hook)
    {
        var process = Single(hook, "\"echo foo='bar' && ls\"").ShouldHaveSingleItem();

        process.Name.ShouldBeNull();
        process.Arguments.ShouldBe(["/bin/sh", "-c", "echo foo='bar' && ls"]);
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public void Read_ArrayForm_GoesThroughNoShell(LifecycleHook hook)
    {
        var process = Single(hook, """["echo", "foo='bar'", ""]""").ShouldHaveSingleItem();

        process.Name.ShouldBeNull();
        process.Arguments.ShouldBe(["echo", "foo='bar'", ""]);
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public void Read_ObjectForm_GivesEachProcessItsName(LifecycleHook hook)
    {
        var processes = Single(hook, """{ "server": "npm start", "db": ["mysql", "-p", "my database"], "nothing": "" }""");

        processes.Select(process => $"{process.Name}={string.Join('|', process.Arguments)}").ShouldBe(["server=/bin/sh|-c|npm start", "db=mysql|-p|my database"]);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\" \\n\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{ "a": "", "b": [] }""")]
    public void Read_EmptyCommand_IsNone(string value) =>
        Load($$"""{ "postCreateCommand": {{value}} }""").Properties.Commands.ShouldBeEmpty();

    [Theory]
    [InlineData("1", "postCreateCommand")]
    [InlineData("true", "postCreateCommand")]
    [InlineData("[1]", "postCreateCommand[0]")]
    [InlineData("""{ "a": 1 }""", "postCreateCommand.a")]
    [InlineData("""{ "a": null }""", "postCreateCommand.a")]
    [InlineData("""{ "a b": ["x", {}] }""", "postCreateCommand[\"a b\"][1]")]
    [InlineData("\"a\\u0000b\"", "postCreateCommand")]
    public void Read_WrongForm_IsAnErrorAtItsPlace(string value, string path) =>
        Fail($$"""{ "postCreateCommand": {{value}} }""").Problems.ShouldHaveSingleItem().Path.ShouldBe(path);

    private static IReadOnlyList<LifecycleProcess> Single(LifecycleHook hook, string value)
    {
        var (only, command) = Load($$"""{ "{{hook.ToPropertyName()}}": {{value}} }""").Properties.Commands.ShouldHaveSingleItem();
        only.ShouldBe(hook);
        return command.Processes;
    }
}
