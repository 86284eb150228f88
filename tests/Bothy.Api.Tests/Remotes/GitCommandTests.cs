using Bothy.Api.Remotes;

namespace Bothy.Api.Tests.Remotes;

public sealed class GitCommandTests
{
    [Theory]
    [InlineData("git-upload-pack '/team/app.git'", "/team/app.git", false)]
    [InlineData("git-receive-pack 'team/app.git'", "team/app.git", true)]
    [InlineData("git-upload-pack '/it'\\''s'", "/it's", false)]
    [InlineData("git-lfs-authenticate team/app.git download", "team/app.git", false)]
    [InlineData("git-lfs-authenticate '/team/app.git' upload", "/team/app.git", true)]
    public void Parse_WhatGitWrites_IsUnderstood(string line, string path, bool writes)
    {
        var command = GitCommand.Parse(line)!;

        command.Path.ShouldBe(path);
        command.Writes.ShouldBe(writes);
        GitCommand.Parse(command.ToString()).ShouldBe(command);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("git-upload-pack")]
    [InlineData("git-upload-pack '/a'; id")]
    [InlineData("git-upload-pack '/a' '/b'")]
    [InlineData("git-upload-pack '--exec=id'")]
    [InlineData("git-upload-pack $(id)")]
    [InlineData("git-upload-pack '/a' upload")]
    [InlineData("git-upload-pack '/a\n'")]
    [InlineData("git-upload-pack '/a")]
    [InlineData("git-lfs-authenticate '/a' upload; id")]
    [InlineData("git-shell '/a'")]
    public void Parse_AnythingElse_IsNothing(string line) => GitCommand.Parse(line).ShouldBeNull();
}
