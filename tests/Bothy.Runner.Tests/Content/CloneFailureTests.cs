using Bothy.Api.Environments;
using Bothy.Api.Remotes;
using Bothy.Runner.Content;

namespace Bothy.Runner.Tests.Content;

public sealed class CloneFailureTests
{
    [Theory]
    [InlineData("fatal: Remote branch nope not found in upstream origin", "RefNotFound", false)]
    [InlineData("fatal: repository '/run/bothy/repository' does not exist", "RepositoryNotFound", false)]
    [InlineData("fatal: unable to access 'https://x/': Could not resolve host: x", "NoNetwork", true)]
    [InlineData("fatal: could not read Username for 'https://x': terminal prompts disabled", "CredentialsMissing", false)]
    [InlineData("git@x: Permission denied (publickey).", "CredentialsRejected", false)]
    [InlineData("Host key verification failed.", "HostKeyRejected", false)]
    [InlineData("fatal: unable to access 'https://x/': server certificate verification failed. CAfile: none CRLfile: none", "CertificateRejected", false)]
    [InlineData("fatal: dumb http transport does not support shallow capabilities", "ShallowRefused", false)]
    [InlineData("error: file write error: No space left on device", "DiskFull", false)]
    [InlineData("something nobody has seen before", "CloneFailed", true)]
    public void From_GitsWords_IsAReasonAndWhetherToRetry(string words, string reason, bool retry)
    {
        var source = GitSource.From(new GitContentSpec { Url = "https://x/y.git", Ref = "nope" });

        var fault = CloneFailure.From(source, [words]);

        fault.Reason.ShouldBe(reason);
        fault.Retry.ShouldBe(retry);
        fault.Part.ShouldBe("content");
        fault.Message.ShouldContain("x/y.git");
    }

    [Fact]
    public void Script_HostileUrlAndRef_AreArgumentsOnly()
    {
        var source = GitSource.From(new GitContentSpec { Url = "https://x/$(reboot)", Ref = "-;`id`" });

        var arguments = CloneScript.Arguments(source, "/workspaces/x");

        arguments[2].ShouldNotContain("reboot");
        arguments[2].ShouldNotContain("`id`");
    }

    [Fact]
    public void Environment_NothingKept_AsksForTheRemotesHostOnly()
    {
        var variables = CloneScript.Environment(null, GitRemote.Parse("https://example.org:8443/y"));

        variables.ShouldContain(variable => variable.EndsWith("=credential.https://example.org:8443.helper", StringComparison.Ordinal));
        variables.ShouldNotContain(variable => variable.StartsWith("GIT_SSH_COMMAND", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, "yes")]
    [InlineData(true, "accept-new")]
    public void SshOptions_UnknownHost_IsRefusedUnlessAccepted(bool accept, string checking) =>
        CloneScript.SshOptions(new GitCredentials { SshPrivateKey = "KEY", AcceptNewHostKey = accept }).ShouldContain($"StrictHostKeyChecking={checking}");

    [Fact]
    public void Environment_Password_IsNotInIt()
    {
        var variables = CloneScript.Environment(new GitCredentials { Username = "me", Password = "hunter2", SshPrivateKey = "KEY" }, GitRemote.Parse("https://x/y"));

        string.Join('\n', variables).ShouldNotContain("hunter2");
        string.Join('\n', variables).ShouldNotContain("KEY\n");
        new GitCredentials { Password = "hunter2" }.ToString().ShouldNotContain("hunter2");
    }
}
