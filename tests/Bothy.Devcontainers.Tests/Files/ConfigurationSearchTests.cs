using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Files;
using Bothy.Devcontainers.Tests.Support;

namespace Bothy.Devcontainers.Tests.Files;

public sealed class ConfigurationSearchTests
{
    [Theory]
    [InlineData(".devcontainer/devcontainer.json", ".devcontainer/devcontainer.json")]
    [InlineData(".devcontainer.json", ".devcontainer.json")]
    [InlineData(".devcontainer/go/devcontainer.json", ".devcontainer/go/devcontainer.json")]
    [InlineData(".devcontainer.json .devcontainer/devcontainer.json", ".devcontainer/devcontainer.json")]
    [InlineData(".devcontainer.json .devcontainer/go/devcontainer.json", ".devcontainer.json")]
    [InlineData(".devcontainer/go/deep/devcontainer.json", null)]
    [InlineData("devcontainer.json", null)]
    [InlineData("", null)]
    public void Find_NoPath_FollowsTheSpecificationsOrder(string present, string? expected)
    {
        var result = ConfigurationSearch.Find(Files(present), null);

        result.Failure.ShouldBeNull();
        result.Path.ShouldBe(expected);
    }

    [Fact]
    public void Find_DefaultBesideOthers_NamesTheOthers()
    {
        var result = ConfigurationSearch.Find(Files(".devcontainer/devcontainer.json .devcontainer/b/devcontainer.json .devcontainer/a/devcontainer.json"), null);

        result.Path.ShouldBe(".devcontainer/devcontainer.json");
        result.Warning.ShouldNotBeNull().ShouldContain("\".devcontainer/a/devcontainer.json\", \".devcontainer/b/devcontainer.json\"");
    }

    [Fact]
    public void Find_SeveralFolders_AsksForAChoice()
    {
        var result = ConfigurationSearch.Find(Files(".devcontainer/go/devcontainer.json .devcontainer/c/devcontainer.json"), null);

        var failure = result.Failure.ShouldNotBeNull();
        failure.Reason.ShouldBe(DevcontainerFailureReason.DevcontainerAmbiguous);
        failure.Message.ShouldBe(
            "The repository has 2 configurations and no default one: \".devcontainer/c/devcontainer.json\", \".devcontainer/go/devcontainer.json\". "
            + "Choose one with spec.devcontainer.path.");
    }

    [Theory]
    [InlineData("deep/in/devcontainer.json")]
    [InlineData("./deep/in/devcontainer.json")]
    public void Find_PathGiven_TakesIt(string path) =>
        ConfigurationSearch.Find(Files("deep/in/devcontainer.json .devcontainer.json"), path).Path.ShouldBe("deep/in/devcontainer.json");

    [Theory]
    [InlineData("../outside.json", DevcontainerFailureReason.DevcontainerPathInvalid)]
    [InlineData("a/../../outside.json", DevcontainerFailureReason.DevcontainerPathInvalid)]
    [InlineData("/etc/passwd", DevcontainerFailureReason.DevcontainerPathInvalid)]
    [InlineData("", DevcontainerFailureReason.DevcontainerPathInvalid)]
    [InlineData("a//b", DevcontainerFailureReason.DevcontainerPathInvalid)]
    [InlineData("a\0b", DevcontainerFailureReason.DevcontainerPathInvalid)]
    [InlineData("nowhere.json", DevcontainerFailureReason.DevcontainerNotFound)]
    public void Find_PathThatCannotBe_Fails(string path, DevcontainerFailureReason reason) =>
        ConfigurationSearch.Find(Files(".devcontainer.json"), path).Failure.ShouldNotBeNull().Reason.ShouldBe(reason);

    private static MemoryFiles Files(string paths)
    {
        var files = new MemoryFiles();
        foreach (var path in paths.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            files.Add(path, "{}");
        }

        return files;
    }
}
