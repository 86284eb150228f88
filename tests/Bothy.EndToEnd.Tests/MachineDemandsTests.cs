using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>What a configuration wants of its machine, seen from inside.</summary>
public sealed class MachineDemandsTests(SharedInstallation shared) : IDisposable
{
    private readonly Repositories repositories = new();

    public void Dispose() => repositories.Dispose();

    [Fact]
    public async Task Up_MountsRunArgsAndProbe_HaveTheirEffectOrTheirReason()
    {
        var bothy = shared.Get();
        var repository = await repositories.BareAsync("demands", new Dictionary<string, string>
        {
            [".devcontainer.json"] =
                """
                {
                  "mounts": ["source=deps,target=/workspaces/demands/node_modules,type=volume", "type=tmpfs,target=/srv/ram,tmpfs-size=16m",
                             "source=skeleton,target=/etc/skel,type=volume", "type=bind,source=/etc,target=/srv/etc"],
                  "runArgs": ["--hostname=box", "--shm-size=32m", "--memory=300m", "-e", "FROM_ARGS=1", "--cap-add=SYS_PTRACE", "--device=/dev/kvm"],
                  "remoteEnv": { "OVER": "remote" },
                  "privileged": true,
                  "hostRequirements": { "cpus": 1000 },
                  "onCreateCommand": "echo export PROBED=yes >> ~/.profile; echo export OVER=profile >> ~/.profile; echo kept > node_modules/file"
                }
                """,
        });

        (await bothy.RunAsync("up", "file://" + repository, "--name", "demands")).Succeeded();

        (await bothy.ShellAsync("demands", "hostname; cat /etc/hostname; echo $FROM_ARGS; findmnt -rno FSTYPE,SIZE /srv/ram; findmnt -rno SIZE /dev/shm"))
            .ShouldBe("box\nbox\n1\ntmpfs 16M\n32M");
        (await bothy.ShellAsync("demands", "ls -A /etc/skel | grep -c bash; ls -d /srv/etc 2>/dev/null | wc -l")).ShouldBe("2\n0");
        var warnings = (await bothy.GetAsync("demands"))["status"]!["devcontainer"]!["warnings"]!.ToJsonString();
        foreach (var words in (string[])["/srv/etc", "--device", "privileged: root inside", "hostRequirements.cpus"])
        {
            warnings.ShouldContain(words);
        }

        (await bothy.RunAsync("restart", "demands")).Succeeded();
        (await bothy.ShellAsync("demands", "cat node_modules/file; echo $PROBED $OVER")).ShouldBe("kept\nyes remote");
        (await bothy.RunAsync("delete", "demands", "--yes")).Succeeded();
    }
}
