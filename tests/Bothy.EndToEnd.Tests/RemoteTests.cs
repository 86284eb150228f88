using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>Private repositories of another machine, over https and ssh, with the user's own credentials and with kept ones.</summary>
public sealed class RemoteTests(SharedInstallation shared) : IAsyncLifetime
{
    private readonly string home = Directory.CreateTempSubdirectory("bothy-home-").FullName;
    private Outside? outside;
    private HostState? before;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Product.Missing is not null, Product.Missing ?? "");
        Assert.SkipWhen(Outside.Missing is not null, Outside.Missing ?? "");
        before = await HostState.ReadAsync();
        outside = await Outside.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (outside is not null)
        {
            await outside.DisposeAsync();
            await Leaks.ShouldBeNoneAsync(before!);
        }

        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task Https_UsersCredentials_CloneAndPushAndStayOutside()
    {
        var head = await outside!.AddAsync("app.git", new Dictionary<string, string> { ["README"] = "read me" });
        var user = UserOfHttps();

        (await RunAsync(user, "up", Outside.Https("app.git"), "--name", "https", "--ca-certificate", outside.Certificate)).Succeeded();

        (await shared.Get().ShellAsync("https", "git rev-parse HEAD; cat README")).ShouldBe(head + "\nread me");
        (await shared.Get().ShellAsync("https", "git rev-list --count HEAD; git rev-parse --is-shallow-repository")).ShouldBe("3\nfalse");
        (await RunAsync(user, "exec", "https", "--", "sh", "-c", Push)).Succeeded();
        (await outside.HeadAsync("app.git", "pushed")).ShouldBe(await shared.Get().ShellAsync("https", "git rev-parse HEAD"));
        (await shared.Get().ShellAsync("https", $"sudo grep -rl --exclude-dir=proc --exclude-dir=sys {Outside.Password} / 2>/dev/null || true")).ShouldBeEmpty();
        (await RunAsync(user, "logs", "https")).Output.ShouldNotContain(Outside.Password);
        (await shared.Get().GetAsync("https")).ToJsonString().ShouldNotContain(Outside.Password);

        var refused = await RunAsync(user, "exec", "--git-access", "none", "https", "--", "git", "push", "origin", "HEAD:refs/heads/other");
        refused.Code.ShouldNotBe(0);
        refused.Errors.ShouldContain("nobody is connected");
        (await RunAsync(user, "delete", "https", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Https_NoCredentials_SaysWhatToDo()
    {
        await outside!.AddAsync("closed.git", new Dictionary<string, string> { ["file"] = "" });

        var up = await RunAsync(new Dictionary<string, string> { ["HOME"] = home }, "up", Outside.Https("closed.git"), "--name", "closed", "--ca-certificate", outside.Certificate);

        up.Code.ShouldBe(1);
        up.Errors.ShouldContain("your git has none");
        (await RunAsync([], "delete", "closed", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Https_UnknownAuthority_IsRefused()
    {
        await outside!.AddAsync("signed.git", new Dictionary<string, string> { ["file"] = "" });

        var up = await RunAsync([], "up", Outside.PublicHttps("signed.git"), "--name", "signed");

        up.Code.ShouldBe(1);
        up.Errors.ShouldContain("--ca-certificate");
        (await RunAsync([], "delete", "signed", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Ssh_UsersOwnSsh_ClonesAndPushesToItsRepositoryOnly()
    {
        var head = await outside!.AddAsync("app.git", new Dictionary<string, string> { ["README"] = "read me" });
        await outside.AddAsync("other.git", new Dictionary<string, string> { ["file"] = "" });
        var user = UserOfSsh(outside.KnownHosts);

        (await RunAsync(user, "up", outside.Ssh("app.git"), "--name", "ssh")).Succeeded();

        (await shared.Get().ShellAsync("ssh", "git rev-parse HEAD")).ShouldBe(head);
        (await RunAsync(user, "exec", "ssh", "--", "sh", "-c", Push)).Succeeded();
        (await outside.HeadAsync("app.git", "pushed")).ShouldNotBe(head);
        (await RunAsync(user, "exec", "ssh", "--", "git", "ls-remote", outside.Ssh("other.git"))).Succeeded().Output.ShouldContain("refs/heads/main");
        var elsewhere = await RunAsync(user, "exec", "ssh", "--", "git", "push", outside.Ssh("other.git"), "HEAD:refs/heads/stolen");
        elsewhere.Code.ShouldNotBe(0);
        elsewhere.Errors.ShouldContain("pushing is allowed to");
        var reading = await RunAsync(user, "exec", "--git-access", "fetch", "ssh", "--", "git", "push", "origin", "HEAD:refs/heads/no");
        reading.Errors.ShouldContain("pushing is not allowed");
        var shell = await RunAsync(user, "exec", "ssh", "--", "/run/bothy/agent", "git-ssh", "-p", "2222", "root@" + Outside.Address, "id");
        shell.Errors.ShouldContain("only git's own commands");
        (await RunAsync(user, "delete", "ssh", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Ssh_UnknownHostKey_IsRefusedUntilAccepted()
    {
        await outside!.AddAsync("app.git", new Dictionary<string, string> { ["file"] = "" });
        var user = UserOfSsh(Path.Combine(home, "empty_known_hosts"));

        var up = await RunAsync(user, "up", outside.Ssh("app.git"), "--name", "unknown");
        up.Code.ShouldBe(1);
        up.Errors.ShouldContain("--accept-new-host-key");

        (await RunAsync(user, "up", outside.Ssh("app.git"), "--name", "unknown", "--accept-new-host-key")).Succeeded();
        (await RunAsync(user, "delete", "unknown", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Ssh_KeptKey_ServesWithoutAnybodyConnected()
    {
        var head = await outside!.AddAsync("app.git", new Dictionary<string, string> { ["README"] = "read me" });
        var nobody = new Dictionary<string, string> { ["BOTHY_GIT_ACCESS"] = "none" };

        (await RunAsync(nobody, "up", outside.Ssh("app.git"), "--name", "kept", "--ssh-key", outside.UserKey, "--known-hosts", outside.KnownHosts)).Succeeded();

        (await shared.Get().ShellAsync("kept", "git rev-parse HEAD")).ShouldBe(head);
        (await RunAsync(nobody, "exec", "kept", "--", "sh", "-c", Push)).Succeeded();
        (await outside.HeadAsync("app.git", "pushed")).ShouldNotBe(head);
        var secret = (await File.ReadAllLinesAsync(outside.UserKey, TestContext.Current.CancellationToken))[2];
        (await shared.Get().ShellAsync("kept", $"sudo grep -rlF --exclude-dir=proc --exclude-dir=sys '{secret}' / 2>/dev/null || true")).ShouldBeEmpty();
        (await RunAsync(nobody, "delete", "kept", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Clone_SparseWithSubmodule_HasWhatWasAskedFor()
    {
        await outside!.AddAsync("library.git", new Dictionary<string, string> { ["code"] = "library" });
        await outside.AddAsync("big.git", new Dictionary<string, string>
        {
            ["wanted/file"] = "wanted",
            ["unwanted/file"] = "unwanted",
            [".gitattributes"] = "*.bin filter=lfs\n",
            ["wanted/large.bin"] = "version https://git-lfs.github.com/spec/v1\n",
        });

        (await RunAsync([], "up", Outside.PublicHttps("big.git"), "--name", "sparse", "--ca-certificate", outside.Certificate, "--sparse", "wanted", "--history", "shallow")).Succeeded()
            .Output.ShouldContain("Git LFS");

        (await shared.Get().ShellAsync("sparse", "ls; git rev-parse --is-shallow-repository")).ShouldBe("version\nwanted\ntrue");
        (await RunAsync([], "delete", "sparse", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Clone_Submodules_ComeFromRelativeAndAbsoluteAddresses()
    {
        var library = await outside!.AddAsync("library.git", new Dictionary<string, string> { ["code"] = "library" });
        var tools = await outside.AddAsync("tools.git", new Dictionary<string, string> { ["code"] = "tools" });
        await outside.AddAsync(
            "whole.git",
            new Dictionary<string, string>
            {
                [".gitmodules"] =
                    $"[submodule \"library\"]\n\tpath = library\n\turl = ../library.git\n[submodule \"tools\"]\n\tpath = deep/tools\n\turl = {Outside.Https("tools.git")}\n",
            },
            new Dictionary<string, string> { ["library"] = library, ["deep/tools"] = tools });

        (await RunAsync(UserOfHttps(), "up", Outside.Https("whole.git"), "--name", "whole", "--ca-certificate", outside.Certificate)).Succeeded();

        (await shared.Get().ShellAsync("whole", "cat library/code deep/tools/code; git -C library rev-parse HEAD; git submodule status | grep -c '^ '"))
            .ShouldBe($"librarytools{library}\n2");
        (await RunAsync([], "delete", "whole", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Clone_SubmoduleThatIsNotThere_IsAWarning()
    {
        await outside!.AddAsync(
            "torn.git",
            new Dictionary<string, string> { [".gitmodules"] = "[submodule \"gone\"]\n\tpath = gone\n\turl = ../gone.git\n", ["README"] = "read me" },
            new Dictionary<string, string> { ["gone"] = new string('1', 40) });

        (await RunAsync([], "up", Outside.PublicHttps("torn.git"), "--name", "torn", "--ca-certificate", outside.Certificate)).Succeeded().Output.ShouldContain("submodules");

        (await shared.Get().ShellAsync("torn", "cat README")).ShouldBe("read me");
        (await RunAsync([], "delete", "torn", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Lfs_KeptPassword_FilesComeAsSoonAsTheImageHasGitLfs()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/git-lfs"), "needs git-lfs");
        var pointer = await outside!.AddLargeFileAsync("a large file\n");
        await outside.AddAsync("large.git", new Dictionary<string, string>
        {
            [".gitattributes"] = "*.bin filter=lfs diff=lfs merge=lfs -text\n",
            [".lfsconfig"] = $"[lfs]\n\turl = {Outside.LfsUrl}\n",
            ["large.bin"] = pointer,
        });
        var bothy = shared.Get();
        var url = $"https://dev:{Outside.Password}@{Outside.HttpsHost}/private/large.git";
        (await RunAsync([], "up", url, "--name", "large", "--ca-certificate", outside.Certificate)).Succeeded().Output.ShouldContain("git-lfs");
        (await bothy.ShellAsync("large", "cat large.bin")).ShouldBe(pointer.TrimEnd('\n'));

        (await RunAsync([], "cp", "/usr/bin/git-lfs", "large:/tmp/git-lfs")).Succeeded();
        await bothy.ShellAsync("large", "sudo install /tmp/git-lfs /usr/local/bin/git-lfs");
        (await RunAsync([], "restart", "large")).Succeeded();

        await Installation.EventuallyAsync(() => bothy.ShellAsync("large", "cat large.bin"), text => text == "a large file", "the file itself is there");
        await Installation.EventuallyAsync(
            () => bothy.GetAsync("large"), found => found["status"]!["content"]!["warnings"] is null, "nothing is missing any more");
        (await bothy.ShellAsync("large", "git status --porcelain")).ShouldBeEmpty();
        (await RunAsync([], "delete", "large", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Clone_DeletedWhileTheServerIsSilent_LeavesNothing()
    {
        var bothy = shared.Get();
        using var up = System.Diagnostics.Process.Start(bothy.Describe("up", Outside.SilentHttps, "--name", "silent", "--ca-certificate", outside!.Certificate))!;
        await Installation.EventuallyAsync(
            () => bothy.RunAsync("logs", "silent"), logs => logs.Output.Contains("cloning", StringComparison.Ordinal), "it is being cloned");
        await Installation.EventuallyAsync(
            HostState.ReadAsync, now => now.Since(before!).Any(thing => thing.Contains("git-remote-https", StringComparison.Ordinal)), "git waits for the server");

        (await RunAsync([], "delete", "silent", "--yes")).Succeeded();

        await up.WaitForExitAsync(TestContext.Current.CancellationToken);
        up.ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task Ssh_UnknownHostKeyOnATerminal_IsAskedForOnce()
    {
        await outside!.AddAsync("app.git", new Dictionary<string, string> { ["README"] = "read me" });
        UserOfSsh(Path.Combine(home, "asked_known_hosts"));
        await using var terminal = await TerminalEmulator.StartAsync(shared.Get(), $"PATH={home}:$PATH; bothy up {outside.Ssh("app.git")} --name asked");

        await terminal.ShowsAsync("fingerprint");
        await terminal.TypeAsync("yes", "Enter");

        await Installation.EventuallyAsync(shared.Get().NamesAsync, names => names.Contains("asked"), "it is made");
        await shared.Get().ReachesAsync("asked", "running");
        (await shared.Get().ShellAsync("asked", "cat README")).ShouldBe("read me");
        (await RunAsync([], "delete", "asked", "--yes")).Succeeded();
    }

    private const string Push =
        "date > new && git add new && git -c user.name=Me -c user.email=me@example.com commit -q -m new && git push origin HEAD:refs/heads/pushed";

    private Dictionary<string, string> UserOfHttps()
    {
        File.WriteAllText(Path.Combine(home, ".git-credentials"), $"https://dev:{Outside.Password}@{Outside.HttpsHost.Replace(":", "%3a", StringComparison.Ordinal)}\n");
        File.WriteAllText(Path.Combine(home, ".gitconfig"), "[credential]\n\thelper = store\n");
        return new Dictionary<string, string> { ["HOME"] = home };
    }

    /// <summary>A user whose ssh, found first in PATH, has a configuration of its own: ssh takes that from the password database, not from HOME.</summary>
    private Dictionary<string, string> UserOfSsh(string knownHosts)
    {
        File.WriteAllText(Path.Combine(home, "config"), $"IdentityFile {outside!.UserKey}\nUserKnownHostsFile {knownHosts}\n");
        var ssh = Path.Combine(home, "ssh");
        File.WriteAllText(ssh, $"#!/bin/sh\nexec /usr/bin/ssh -F {home}/config \"$@\"\n");
        File.SetUnixFileMode(ssh, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new Dictionary<string, string> { ["HOME"] = home, ["PATH"] = $"{home}:{Environment.GetEnvironmentVariable("PATH")}" };
    }

    private Task<Finished> RunAsync(Dictionary<string, string> variables, params string[] arguments) =>
        shared.Get().RunAsAsync(variables, arguments);
}
