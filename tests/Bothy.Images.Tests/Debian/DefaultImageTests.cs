using Bothy.Images.Debian;
using Bothy.Linux.Tools;

namespace Bothy.Images.Tests.Debian;

public sealed class DefaultImageTests(BuiltImage built) : IClassFixture<BuiltImage>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Root => built.Missing is null ? built.Root : throw Skipped();

    [Fact]
    public void Config_SaysWhoWorksInIt()
    {
        _ = Root;

        built.Image.Config.Labels["devcontainer.metadata"].ShouldBe("""[{"remoteUser":"vscode"}]""");
        built.Image.Config.Cmd.ShouldBe(["bash"]);
        built.Image.Config.Env.ShouldContain(entry => entry.StartsWith("PATH="));
        built.Image.Source.ShouldStartWith("Debian bookworm, built with mmdebstrap from http");
    }

    [Fact]
    public async Task Root_HasNothingOfTheHostOrTheBuild()
    {
        foreach (var blank in (string[])["etc/machine-id", "etc/hostname", "etc/resolv.conf"])
        {
            File.ReadAllText(Path.Combine(Root, blank)).ShouldBeEmpty(blank);
            File.GetUnixFileMode(Path.Combine(Root, blank)).ShouldBe((UnixFileMode)0x1A4, blank);
        }

        foreach (var absent in (string[])["usr/sbin/policy-rc.d", "etc/apt/apt.conf.d/99mmdebstrap", "etc/dpkg/dpkg.cfg.d/99mmdebstrap", "var/lib/dbus/machine-id"])
        {
            Path.Exists(Path.Combine(Root, absent)).ShouldBeFalse(absent);
        }

        foreach (var empty in (string[])["dev", "run", "tmp", "var/lib/apt/lists", "var/cache/apt/archives", "var/log/apt"])
        {
            Directory.EnumerateFileSystemEntries(Path.Combine(Root, empty)).ShouldBeEmpty(empty);
        }

        File.ReadAllText(Path.Combine(Root, "etc/apt/sources.list")).ShouldNotContain("localhost");
        File.GetUnixFileMode(Path.Combine(Root, "etc/sudoers.d/vscode")).ShouldBe((UnixFileMode)0x120);
        (await Tool.RunAsync("find", [Root, "-xdev", "(", "-type", "b", "-o", "-type", "c", ")"], null, Stop)).ShouldBeEmpty("device nodes");
        (await Tool.RunAsync("stat", ["-c", "%a", Path.Combine(Root, "usr/bin/sudo")], null, Stop)).Trim().ShouldBe("4755");
        File.GetLastWriteTimeUtc(Path.Combine(Root, "etc/debian_version")).ShouldBeLessThan(DateTime.UtcNow);
    }

    [Fact]
    public async Task Inside_UserBecomesRootAndToolsAreThere()
    {
        var shown = await InsideAsync("su - vscode -c 'id -u; sudo -n id -u; git --version; ssh -V 2>&1; curl --version | head -1; ip -V; ps --version'");

        var lines = shown.Split('\n');
        lines[0].ShouldBe("1000");
        lines[1].ShouldBe("0");
        foreach (var tool in (string[])["git version", "OpenSSH", "curl", "iproute2", "procps"])
        {
            shown.ShouldContain(tool);
        }
    }

    [Fact]
    public async Task Inside_PackagesCanBeInstalled()
    {
        var shown = await InsideAsync("apt-get update -q && apt-get install -qy --no-install-recommends hello && hello");

        shown.ShouldContain("Hello, world!");
    }

    [Fact]
    public void Progress_OfARealRun_OnlyGrows()
    {
        var reached = new List<ImageProgress>();
        var progress = new MmdebstrapProgress(new Immediate(reached));
        foreach (var line in (string[])
        [
            "I: chroot architecture amd64 is equal to the host's architecture", "I: running apt-get update...", "W: a warning",
            "I: downloading packages with apt...", "I: extracting archives...", "I: installing essential packages...",
            "I: installing remaining packages inside the chroot...", "I: running --customize-hook in shell: sh -c ...",
            "I: cleaning package lists and apt cache...", "I: success in 44.4471 seconds",
        ])
        {
            progress.Line(line);
        }

        reached.Select(step => step.Percent).ShouldBeInOrder();
        reached.Count.ShouldBe(8);
        reached.ShouldContain(step => step.Text == "W: a warning");
    }

    /// <summary>Runs a command in the image with a memory of its own over it, in mount and pid namespaces that end with it.</summary>
    private Task<string> InsideAsync(string command)
    {
        const string script = """
            set -e
            mount -t tmpfs none "$2" && mkdir "$2/upper" "$2/work" "$2/root"
            mount -t overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" none "$2/root"
            mount --bind /dev "$2/root/dev" && mount -t proc proc "$2/root/proc"
            cat /etc/resolv.conf > "$2/root/etc/resolv.conf"
            exec chroot "$2/root" /bin/bash -c "$3"
            """;
        return Tool.RunAsync("unshare", ["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script, "sh", Root, built.Overlay, command], null, Stop);
    }

    private Exception Skipped()
    {
        Assert.Skip(built.Missing!);
        return new InvalidOperationException();
    }

    private sealed class Immediate(List<ImageProgress> steps) : IProgress<ImageProgress>
    {
        public void Report(ImageProgress value) => steps.Add(value);
    }
}
