using System.Globalization;
using Bothy.EndToEnd.Tests.Support;

namespace Bothy.Faults.Tests;

/// <summary>Work inside an environment that reads back what it wrote: git, installed packages, and fio with verification. It ends with the first error.</summary>
internal sealed class DiskLoad(Installation bothy, string environment)
{
    /// <summary>Each round is counted when all of it is on the disk.</summary>
    private const string Commits = """
        set -e
        mkdir -p ~/work && cd ~/work && git init -q . && git config user.name t && git config user.email t@t
        mkdir -p ~/package/DEBIAN ~/package/opt/probe
        printf 'Package: probe\nVersion: 1\nArchitecture: all\nMaintainer: t <t@t>\nDescription: t\n' > ~/package/DEBIAN/control
        i=0
        while [ ! -e ~/stop ]; do
            i=$((i+1)); n=$((i%20))
            head -c 300000 /dev/urandom > file$n; sha256sum file$n > sum$n
            git add -A; git -c core.fsync=all commit -q -m $i
            if [ $((i%5)) = 0 ]; then
                cp file$n ~/package/opt/probe/; dpkg-deb --build ~/package ~/probe.deb > /dev/null
                sudo dpkg -i ~/probe.deb > /dev/null; cmp /opt/probe/file$n file$n
            fi
            echo $i > ~/count.new; sync ~/count.new; mv ~/count.new ~/count
        done
        """;

    /// <summary>The host's fio, with the libraries that it needs.</summary>
    private const string Bundle = """
        set -e
        to=$(mktemp -d)
        cp -L "$(command -v fio)" /lib64/ld-linux-x86-64.so.2 "$to"
        ldd "$(command -v fio)" | sed -n 's/.* => \([^ ]*\) .*/\1/p' | xargs -I{} cp -L {} "$to"
        tar -C "$to" -c .
        rm -r "$to"
        """;

    private const string Fio = """
        exec ~/fio/ld-linux-x86-64.so.2 --library-path ~/fio ~/fio/fio --name=load --filename="$HOME/verified" --size=64m --rw=randwrite --bsrange=4k-256k \
            --direct=1 --ioengine=psync --numjobs=1 --fsync=16 --verify=crc32c --verify_fatal=1 --verify_backlog=64 --time_based --runtime=36000 --randrepeat=0
        """;

    private const string Verify = "cd ~/work && git fsck --full --strict 2>&1 && sha256sum --quiet -c sum* && git log --oneline | wc -l";

    private int count;

    public async Task StartAsync()
    {
        var bundle = (await Command.RunAsync("sh", ["-c", Bundle])).Succeeded();
        (await bothy.RunWithInputAsync(bundle.OutputBytes, "exec", environment, "--", "sh", "-c", "mkdir -p ~/fio && tar -C ~/fio -x")).Succeeded();
        await StartAsync("commits", Commits);
        await StartAsync("fio", Fio);
        await GoesOnAsync();
    }

    /// <summary>Returns once another round of commits is done. Neither may have ended.</summary>
    public async Task GoesOnAsync()
    {
        var before = count;
        count = await Installation.EventuallyAsync(
            async () =>
            {
                var ended = await bothy.ShellAsync(environment, "cd; for one in commits fio; do [ ! -e $one.end ] || tail -n 20 $one.log $one.end; done");
                ended.ShouldBeEmpty();
                return int.Parse(await bothy.ShellAsync(environment, "cat ~/count 2>/dev/null || echo 0"), CultureInfo.InvariantCulture);
            },
            found => found > before,
            "the load goes on",
            seconds: 120);
    }

    /// <summary>Ends both, and looks at everything: from memory, and from the disk once the environment was started again.</summary>
    public async Task EndAsync()
    {
        await bothy.ShellAsync(environment, "touch ~/stop; pkill -INT ld-linux");
        await Installation.EventuallyAsync(() => bothy.ShellAsync(environment, "cd; cat commits.end fio.end 2>/dev/null | wc -l"), ended => ended == "2", "the load ends");
        (await bothy.ShellAsync(environment, "cat ~/commits.end")).ShouldBe("0", await bothy.ShellAsync(environment, "tail -n 20 ~/commits.log"));
        var report = await bothy.ShellAsync(environment, "cat ~/fio.log");
        report.ShouldContain("err= 0");
        report.ShouldNotContain("verify: bad");
        var commits = await VerifyAsync();
        int.Parse(commits, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(count);
        (await bothy.RunAsync("stop", environment)).Succeeded();
        (await bothy.RunAsync("start", environment)).Succeeded();
        (await VerifyAsync()).ShouldBe(commits);
    }

    private async Task<string> VerifyAsync() => (await bothy.ShellAsync(environment, Verify)).Split('\n')[^1];

    private async Task StartAsync(string name, string script)
    {
        (await bothy.RunWithInputAsync(System.Text.Encoding.UTF8.GetBytes(script), "exec", environment, "--", "sh", "-c", $"cat > ~/{name}.sh")).Succeeded();
        await bothy.ShellAsync(environment, $"cd; nohup sh -c 'sh ~/{name}.sh; echo $? > ~/{name}.end' > ~/{name}.log 2>&1 < /dev/null &");
    }
}
