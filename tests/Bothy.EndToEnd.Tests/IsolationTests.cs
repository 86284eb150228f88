using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

public sealed class IsolationTests(SharedInstallation shared)
{
    [Fact]
    public async Task TwoEnvironments_CannotSeeOrReachEachOther()
    {
        var bothy = shared.Get();
        var before = await HostState.ReadAsync();
        var directories = new[] { Directory.CreateTempSubdirectory("bothy-one-").FullName, Directory.CreateTempSubdirectory("bothy-two-").FullName };
        (await bothy.RunAsync("up", directories[0], "--name", "one")).Succeeded();
        (await bothy.RunAsync("up", directories[1], "--name", "two")).Succeeded();
        var address = (string)(await bothy.GetAsync("two"))["status"]!["machine"]!["address"]!;
        await bothy.ShellAsync("two", "(sleep 300 &) ; cat /proc/sys/kernel/random/boot_id > /dev/null");
        await bothy.ShellAsync("two", "cd / && nohup perl -MIO::Socket::INET -e '$s=IO::Socket::INET->new(LocalPort=>8123,Listen=>5,ReuseAddr=>1) or die; while($c=$s->accept){print $c \"reached\";close $c}' >/dev/null 2>&1 &");

        await Installation.EventuallyAsync(
            () => bothy.ShellAsync("two", Connect("127.0.0.1")), said => said.Contains("reached", StringComparison.Ordinal), "the service answers");
        (await bothy.ShellAsync("one", Connect(address))).ShouldNotContain("reached");
        (await bothy.ShellAsync("one", "ps -ef | grep -c '[s]leep 300' || true")).ShouldBe("0");
        (await bothy.ShellAsync("one", "ls /proc | grep -E '^[0-9]+$' | wc -l | { read n; [ $n -lt 30 ] && echo few; }")).ShouldBe("few");
        (await bothy.ShellAsync("one", "sudo cat /proc/mounts | grep -c two || true")).ShouldBe("0");

        foreach (var name in (string[])["one", "two"])
        {
            (await bothy.RunAsync("delete", name, "--yes")).Succeeded();
        }

        Array.ForEach(directories, directory => Directory.Delete(directory, recursive: true));
        await Leaks.ShouldBeNoneAsync(before);
    }

    [Fact]
    public async Task Environment_Host_CannotBeReached()
    {
        var bothy = shared.Get();
        var directory = Directory.CreateTempSubdirectory("bothy-host-").FullName;
        (await bothy.RunAsync("up", directory, "--name", "hostless")).Succeeded();
        var gateway = await bothy.ShellAsync("hostless", "ip route show default | cut -d' ' -f3");
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Any, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;

        (await bothy.ShellAsync("hostless", $"timeout 3 bash -c 'echo > /dev/tcp/{gateway}/{port}' 2>/dev/null && echo reached || echo refused")).ShouldBe("refused");
        listener.Pending().ShouldBeFalse();
        (await bothy.RunAsync("delete", "hostless", "--yes")).Succeeded();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Stopped_DeletedAfterAnotherTookItsPlace_TheOtherKeepsItsNetwork()
    {
        var bothy = shared.Get();
        var directory = Directory.CreateTempSubdirectory("bothy-place-").FullName;
        (await bothy.RunAsync("up", directory, "--name", "earlier")).Succeeded();
        var address = (string)(await bothy.GetAsync("earlier"))["status"]!["machine"]!["address"]!;
        (await bothy.RunAsync("stop", "earlier")).Succeeded();
        (await bothy.RunAsync("up", directory, "--name", "later")).Succeeded();
        ((string)(await bothy.GetAsync("later"))["status"]!["machine"]!["address"]!).ShouldBe(address, "places are given again, or this tests nothing");

        (await bothy.RunAsync("delete", "earlier", "--yes")).Succeeded();

        (await bothy.ShellAsync("later", "cat /sys/class/net/eth0/operstate; ip route show default | wc -l")).ShouldBe("up\n1");
        (await bothy.RunAsync("delete", "later", "--yes")).Succeeded();
        Directory.Delete(directory, recursive: true);
    }

    private static string Connect(string address) =>
        $"timeout 3 perl -MIO::Socket::INET -e '$s=IO::Socket::INET->new(PeerAddr=>\"{address}:8123\",Timeout=>2) or exit; print <$s>' || true";
}
