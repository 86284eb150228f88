using Bothy.Api.Validation.Rules;

namespace Bothy.Api.Tests.Validation;

public sealed class GitUrlTests
{
    [Theory]
    [InlineData("https://example.org/team/repo.git")]
    [InlineData("https://example.org:8443/repo")]
    [InlineData("HTTPS://example.org/repo")]
    [InlineData("ssh://git@example.org/repo.git")]
    [InlineData("ssh://example.org:2222/~user/repo")]
    [InlineData("file:///srv/repo.git")]
    [InlineData("git@example.org:team/repo.git")]
    [InlineData("user.name@host:repo")]
    [InlineData("git@[2001:db8::1]:repo")]
    public void Check_Cloneable_IsFine(string url) => GitUrl.Check(url).ShouldBeNull();

    [Theory]
    [InlineData("", "empty")]
    [InlineData("-oProxyCommand=touch x", "'-'")]
    [InlineData("--upload-pack=touch", "'-'")]
    [InlineData("ext::sh -c touch% x", "white space")]
    [InlineData("ext::sh", "remote helper")]
    [InlineData("fd::3", "remote helper")]
    [InlineData("https::https://example.org/x", "remote helper")]
    [InlineData("ssh://-oProxyCommand=x/repo", "well-formed")]
    [InlineData("ssh://-x@host/repo", "'-'")]
    [InlineData("git@-oProxyCommand=x:repo", "must be")]
    [InlineData("-a@host:repo", "'-'")]
    [InlineData("git@host:-repo", "must be")]
    [InlineData("https://me:pass@example.org/r", "password")]
    [InlineData("https://ghp_token@example.org/r", "token")]
    [InlineData("ssh://me:pass@example.org/r", "password")]
    [InlineData("http://example.org/r", "https://")]
    [InlineData("git://example.org/r", "https://")]
    [InlineData("ftp://example.org/r", "must be")]
    [InlineData("file://host/repo", "absolute")]
    [InlineData("/srv/repo", "file://")]
    [InlineData("repo", "must be")]
    [InlineData("https://example.org/a b", "white space")]
    [InlineData("https://example.org/a\n", "white space")]
    [InlineData("https:///x", "well-formed")]
    public void Check_NotCloneable_SaysWhy(string url, string reason)
    {
        var problem = GitUrl.Check(url).ShouldNotBeNull();

        problem.ShouldContain(reason);
        problem.ShouldNotContain("pass@");
        problem.ShouldNotContain("ghp_token");
    }
}
