using Bothy.Cli.Content;

namespace Bothy.Cli.Tests.Content;

public sealed class EnvironmentNameTests
{
    [Theory]
    [InlineData("/srv/work", "work")]
    [InlineData("/srv/Über Projekt_2.git/", "ber-projekt-2")]
    [InlineData("/", "environment")]
    [InlineData("/srv/---", "environment")]
    [InlineData("git@example.org:solo", "solo")]
    [InlineData("/srv/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bcd", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void From_AnyContent_IsALabel(string content, string name)
    {
        EnvironmentName.From(content).ShouldBe(name);
        EnvironmentName.IsValid(name).ShouldBeTrue();
    }

    [Theory]
    [InlineData("work", "work-2")]
    [InlineData("work-2", "work-3")]
    [InlineData("v-1", "v-1-2")]
    [InlineData("a-2026", "a-2026-2")]
    public void Next_Taken_CountsOn(string name, string next) => EnvironmentName.Next(name).ShouldBe(next);

    [Fact]
    public void Next_LongName_StaysALabel() => EnvironmentName.IsValid(EnvironmentName.Next(new string('a', 63))).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("A")]
    [InlineData("a.b")]
    [InlineData("ä")]
    public void IsValid_NoLabel_IsFalse(string name) => EnvironmentName.IsValid(name).ShouldBeFalse();
}
