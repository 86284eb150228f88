using Bothy.Images.Debian;

namespace Bothy.Images.Tests.Debian;

public sealed class DebianSuitesTests
{
    [Theory]
    [InlineData("bookworm", "bookworm", false)]
    [InlineData("12", "bookworm", false)]
    [InlineData("12.5", "bookworm", false)]
    [InlineData("13-slim", "trixie", true)]
    [InlineData("bookworm-slim", "bookworm", true)]
    [InlineData("latest", "stable", false)]
    [InlineData("sid", "sid", false)]
    public void FromTag_Known_IsTheRelease(string tag, string suite, bool slim) => DebianSuites.FromTag(tag).ShouldBe((suite, slim));

    [Theory]
    [InlineData("jammy")]
    [InlineData("99")]
    [InlineData("bookworm-20240101")]
    [InlineData("bookworm-backports")]
    [InlineData("")]
    public void FromTag_Unknown_IsNull(string tag) => DebianSuites.FromTag(tag).ShouldBeNull();

    [Theory]
    [InlineData("bookworm", "bookworm")]
    [InlineData("debian", "stable")]
    [InlineData("debian-12", "bookworm")]
    [InlineData("debian12", "bookworm")]
    [InlineData("1-bookworm", "bookworm")]
    [InlineData("1.0.21-trixie", "trixie")]
    [InlineData("dev-debian-13", "trixie")]
    [InlineData("ubuntu", null)]
    [InlineData("ubuntu-22.04", null)]
    [InlineData("jammy", null)]
    [InlineData("alpine-3.20", null)]
    public void FromDevcontainerTag_Any_IsTheReleaseOrNull(string tag, string? suite) => DebianSuites.FromDevcontainerTag(tag).ShouldBe(suite);

    [Fact]
    public void Lines_Rolling_HaveNoUpdates()
    {
        DebianMirror.Public.Lines("sid").Count.ShouldBe(1);
        DebianMirror.Public.Lines("bookworm").ShouldContain("deb http://deb.debian.org/debian-security bookworm-security main");
    }
}
