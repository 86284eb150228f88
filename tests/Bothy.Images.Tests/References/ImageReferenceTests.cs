using Bothy.Images.References;
using CsCheck;

namespace Bothy.Images.Tests.References;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("debian", "docker.io/library/debian:latest")]
    [InlineData("debian:bookworm", "docker.io/library/debian:bookworm")]
    [InlineData("docker.io/debian:12", "docker.io/library/debian:12")]
    [InlineData("index.docker.io/library/debian:12", "docker.io/library/debian:12")]
    [InlineData("team/app", "docker.io/team/app:latest")]
    [InlineData("mcr.microsoft.com/devcontainers/base:debian-12", "mcr.microsoft.com/devcontainers/base:debian-12")]
    [InlineData("localhost/app:1", "localhost/app:1")]
    [InlineData("localhost:5000/app", "localhost:5000/app:latest")]
    [InlineData("[::1]:5000/app", "[::1]:5000/app:latest")]
    [InlineData("registry.example:5000/a/b/c:v1.2_3-x", "registry.example:5000/a/b/c:v1.2_3-x")]
    [InlineData("app@" + Digest, "docker.io/library/app@" + Digest)]
    [InlineData("app:1@" + Digest, "docker.io/library/app:1@" + Digest)]
    [InlineData("oci:/srv/images/app", "oci:/srv/images/app")]
    [InlineData("oci:/srv/images/app:1.2", "oci:/srv/images/app:1.2")]
    [InlineData("oci:/srv/./a:b/../app/:x", "oci:/srv/app/:x")]
    public void Parse_Valid_IsCanonical(string text, string canonical)
    {
        var reference = ImageReference.Parse(text);

        reference.Canonical.ShouldBe(canonical);
        reference.Text.ShouldBe(text);
        ImageReference.Parse(reference.Canonical).Canonical.ShouldBe(canonical);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a b", "blanks")]
    [InlineData("a\n", "blanks")]
    [InlineData("Debian", "capital")]
    [InlineData("debian:", "tag")]
    [InlineData("debian:-x", "tag")]
    [InlineData("debian:bookworm:x", "repository")]
    [InlineData("debian@sha256:12", "digest")]
    [InlineData("debian@md5:0123", "digest")]
    [InlineData("/debian", "repository")]
    [InlineData("a//b", "repository")]
    [InlineData("a/", "repository")]
    [InlineData("-x.example/a", "registry")]
    [InlineData("x.example:port/a", "registry")]
    [InlineData("https://x.example/a", "registry")]
    [InlineData("../etc", "registry")]
    [InlineData("oci:relative", "absolute")]
    [InlineData("oci:", "absolute")]
    [InlineData("oci:/a:!", "tag")]
    public void Parse_Invalid_SaysWhy(string text, string why)
    {
        var exception = Should.Throw<ImageException>(() => ImageReference.Parse(text));

        exception.Problem.ShouldBe(ImageProblem.InvalidReference);
        exception.Message.ShouldContain(why);
    }

    [Fact]
    public void Parse_Anything_GivesAReferenceOrATypedError()
    {
        var pieces = Gen.OneOf<string>(
            Gen.String,
            Gen.OneOf<string>(":", "/", "@", "oci:", "debian", "x.example", Digest, "..", "localhost:1", "-", "_", "A", "\0", "é"));
        pieces.Array[0, 8].Select(string.Concat).Sample(text =>
        {
            try
            {
                var reference = ImageReference.Parse(text);
                ImageReference.Parse(reference.Canonical).Canonical.ShouldBe(reference.Canonical);
            }
            catch (ImageException exception)
            {
                exception.Problem.ShouldBe(ImageProblem.InvalidReference);
            }
        });
    }
}
