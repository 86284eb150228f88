using Bothy.Api.Remotes;

namespace Bothy.Api.Tests.Remotes;

public sealed class GitRemoteTests
{
    [Theory]
    [InlineData("https://example.org/team/app.git", "https", "example.org", 443, null, "/team/app.git")]
    [InlineData("https://example.org:8443/app", "https", "example.org", 8443, null, "/app")]
    [InlineData("ssh://git@example.org/team/app.git", "ssh", "example.org", 22, "git", "/team/app.git")]
    [InlineData("ssh://git@[2001:db8::1]:2222/app", "ssh", "2001:db8::1", 2222, "git", "/app")]
    [InlineData("git@example.org:team/app.git", "ssh", "example.org", 22, "git", "team/app.git")]
    [InlineData("git@[2001:db8::1]:app", "ssh", "2001:db8::1", 22, "git", "app")]
    public void Parse_Address_IsTakenApart(string url, string scheme, string host, int port, string? user, string path) =>
        GitRemote.Parse(url).ShouldBe(new GitRemote(scheme, host, port, user, path));

    [Theory]
    [InlineData("file:///srv/app.git")]
    [InlineData("/srv/app.git")]
    public void Parse_ThisHost_IsNoRemote(string url) => GitRemote.Parse(url).ShouldBeNull();

    [Theory]
    [InlineData("/team/app", true)]
    [InlineData("team/app.git", true)]
    [InlineData("/team/app.git/", true)]
    [InlineData("/team/apple.git", false)]
    [InlineData("/team/../other.git", false)]
    public void IsRepository_Spellings_AreTheSameOnly(string path, bool same) =>
        GitRemote.Parse("git@example.org:team/app.git")!.IsRepository(path).ShouldBe(same);
}
