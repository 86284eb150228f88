using Bothy.Api.Remotes;

namespace Bothy.Api.Tests.Remotes;

public sealed class RemotePolicyTests
{
    private static readonly GitRemote Https = GitRemote.Parse("https://example.org/team/app.git")!;
    private static readonly GitRemote Ssh = GitRemote.Parse("git@example.org:team/app.git")!;

    [Theory]
    [InlineData("example.org", null, null)]
    [InlineData("EXAMPLE.org", 443, null)]
    [InlineData("example.org", 444, RemoteResponse.OtherRemote)]
    [InlineData("evil.example.org", null, RemoteResponse.OtherRemote)]
    [InlineData("example.org.evil", null, RemoteResponse.OtherRemote)]
    public void Check_Password_IsForTheRemotesHostOnly(string host, int? port, string? refusal) =>
        RemotePolicy.Check(Https, GitAccess.Push, new RemoteRequest { Operation = RemoteRequest.Password, Host = host, Port = port })?.Refusal.ShouldBe(refusal);

    [Theory]
    [InlineData(GitAccess.None, "git-upload-pack 'team/app.git'", false)]
    [InlineData(GitAccess.Fetch, "git-upload-pack 'team/app.git'", true)]
    [InlineData(GitAccess.Fetch, "git-upload-pack 'team/library.git'", true)]
    [InlineData(GitAccess.Fetch, "git-receive-pack 'team/app.git'", false)]
    [InlineData(GitAccess.Push, "git-receive-pack 'team/app.git'", true)]
    [InlineData(GitAccess.Push, "git-receive-pack 'team/library.git'", false)]
    [InlineData(GitAccess.Host, "git-receive-pack 'team/library.git'", true)]
    [InlineData(GitAccess.Host, "rm -rf /", false)]
    public void Check_Command_IsWhatTheUserAllowed(GitAccess access, string command, bool allowed) =>
        (RemotePolicy.Check(Ssh, access, Request(command)) is null).ShouldBe(allowed);

    [Fact]
    public void Check_OtherUserOrProtocol_IsRefused()
    {
        RemotePolicy.Check(Ssh, GitAccess.Host, Request("git-upload-pack 'a'") with { User = "root" })!.Refusal.ShouldBe(RemoteResponse.OtherRemote);
        RemotePolicy.Check(Ssh, GitAccess.Host, Request("git-upload-pack 'a'") with { Protocol = "version=2\nX=y" })!.Refusal.ShouldBe(RemoteResponse.Denied);
    }

    [Fact]
    public void Check_NoRemote_IsRefused() =>
        RemotePolicy.Check(null, GitAccess.Host, Request("git-upload-pack 'a'"))!.Refusal.ShouldBe(RemoteResponse.OtherRemote);

    private static RemoteRequest Request(string command) =>
        new() { Operation = RemoteRequest.Ssh, Host = "example.org", User = "git", Command = command };
}
