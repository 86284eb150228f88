using static Bothy.Devcontainers.Tests.Support.Reading;

namespace Bothy.Devcontainers.Tests.Metadata;

public sealed class ImageMetadataLabelTests
{
    [Fact]
    public void Merge_SingleObject_CountsAsOneEntry() => Merge("{}", """{ "remoteUser": "vscode" }""").RemoteUser.ShouldBe("vscode");

    [Theory]
    [InlineData("{ not json")]
    [InlineData("\"text\"")]
    [InlineData("7")]
    public void Merge_LabelThatCannotBeRead_WarnsAndGoesOn(string label)
    {
        var merged = Merge("""{ "remoteUser": "me" }""", label);

        merged.RemoteUser.ShouldBe("me");
        merged.Warnings.ShouldHaveSingleItem().ShouldStartWith("The image's label devcontainer.metadata has no effect: ");
    }

    [Fact]
    public void Merge_WrongEntries_WarnsWithTheirPlaceAndKeepsTheRest()
    {
        var merged = Merge("{}", """[5, { "remoteUser": 1, "containerUser": "c", "remoteusr": "x", "privileged": true, "remoteEnv": { "A": "${localEnv}" } }]""");

        merged.ContainerUser.ShouldBe("c");
        merged.Warnings.Select(warning => warning[..warning.IndexOf(' ')]).ShouldBe(
        [
            "devcontainer.metadata[0]", "devcontainer.metadata[1].remoteEnv.A", "devcontainer.metadata[1].remoteusr",
            "devcontainer.metadata[1].remoteUser",
        ]);
    }

    [Fact]
    public void Merge_Variables_AreSubstitutedWhereTheyAreApplied() =>
        Merge("{}", """{ "containerEnv": { "A": "${containerWorkspaceFolder} ${localEnv:X:y}" } }""").ContainerEnv["A"].ShouldBe("/workspaces/project y");

    [Fact]
    public void Merge_OtherLabels_AreNotLookedAt() =>
        Load("{}").Merge(new Dictionary<string, string> { ["other"] = "{" }).Warnings.ShouldBeEmpty();
}
