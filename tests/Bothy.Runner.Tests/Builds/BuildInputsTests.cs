using Bothy.Api.Environments;
using Bothy.Devcontainers.Model;
using Bothy.Runner.Builds;
using Bothy.Runner.Environments;
using Bothy.Runner.Installation;
using Bothy.Runner.Records;
using Bothy.Runner.Tests.Environments;

namespace Bothy.Runner.Tests.Builds;

public sealed class BuildInputsTests
{
    private static readonly InstallationPaths Installation = new("/nonexistent", "aaaaaa");
    private static readonly DockerfileBuild Build = new() { Dockerfile = "Dockerfile", Context = "" };
    private static readonly EnvironmentRecord Record = new() { Id = Guid.NewGuid(), Name = "work", Content = new ContentRecord("work", "c0ffee", "main") };
    private static readonly EnvironmentSpec Spec = new() { Content = new ContentSpec { Git = new GitContentSpec { Url = "https://example.org/work.git" } } };

    [Fact]
    public void Find_TwoEnvironmentsOfOneCommit_IsTheSame() => Find().ShouldNotBeNull().ShouldBe(Find(record: Record with { Id = Guid.NewGuid(), Name = "other" }));

    [Fact]
    public void Find_AnythingThatABuildSeesDiffers_IsAnother()
    {
        string?[] names =
        [
            Find(),
            Find(record: Record with { Content = new ContentRecord("work", "beef", "main") }),
            Find(record: Record with { Content = Record.Content! with { Incomplete = ["submodules"] } }),
            Find(build: Build with { Arguments = new Dictionary<string, string> { ["V"] = "1" } }),
            Find(build: Build with { HasNetwork = false }),
            Find(image: "sha256:2"),
            Find(spec: new EnvironmentSpec { Content = Spec.Content, Network = new NetworkSpec { Egress = EgressSpec.None } }),
            Find(spec: new EnvironmentSpec { Content = new ContentSpec { Git = Spec.Content.Git! with { Url = "https://example.org/fork.git" } } }),
            Find(spec: new EnvironmentSpec { Content = new ContentSpec { Git = Spec.Content.Git! with { Sparse = ["a"] } } }),
        ];

        names.ShouldAllBe(name => name != null);
        names.Distinct().Count().ShouldBe(names.Length);
    }

    [Fact]
    public void Find_SomebodyMayHaveChangedTheFiles_IsNone()
    {
        Find(record: Record with { HomePopulated = true }).ShouldBeNull();
        Find(record: Record with { Content = new ContentRecord("work", null, null) }).ShouldBeNull();
        Find(spec: new EnvironmentSpec { Content = new ContentSpec { Directory = new DirectoryContentSpec { Path = "/srv/work" } } }).ShouldBeNull();
        Find(build: Build with { NoCache = true }).ShouldBeNull();
    }

    private static string? Find(EnvironmentSpec? spec = null, EnvironmentRecord? record = null, DockerfileBuild? build = null, string image = "sha256:1") =>
        BuildInputs.Find(Sites.Of(Installation, spec ?? Spec, "/nonexistent"), record ?? Record, build ?? Build, [image]);
}
