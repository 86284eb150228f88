using System.Net;
using System.Text;
using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>Egress by name on a host whose name server is the test's: in a mount namespace with a <c>resolv.conf</c> of its own.</summary>
public sealed class NameRuleTests
{
    private const string Served = "served.example.org";
    private const int Https = 8443;
    private const int Ssh = 2222;

    [Fact]
    public async Task Apply_EgressByName_OpensWhatTheNameStandsForAndNoMore()
    {
        var missing = Product.Missing ?? Outside.Missing;
        Assert.SkipWhen(missing is not null, missing ?? "");
        await using var outside = await Outside.StartAsync();
        using var server = new NameServer(new IPEndPoint(IPAddress.Parse(Outside.HostAddress), 53), Served, IPAddress.Parse(Outside.Address));
        await using var bothy = await Installation.StartAsync("names");
        await StartAgainAsync(bothy, outside.Directory);
        var directory = Directory.CreateTempSubdirectory("bothy-names-").FullName;
        (await bothy.RunAsync("up", directory, "--name", "named")).Succeeded();

        await ApplyAsync(bothy, $"[{{ name: {Served}, protocol: tcp, ports: [{Https}] }}]");
        await ReachesAsync(bothy, Outside.Address, Https, false);
        await ReachesAsync(bothy, Served, Https, true);
        await ReachesAsync(bothy, Served, Ssh, false);
        await ReachesAsync(bothy, "other.example.org", Https, false);

        await ApplyAsync(bothy, "none");
        await ReachesAsync(bothy, Outside.Address, Https, false);
        await ReachesAsync(bothy, Served, Https, false);

        await ApplyAsync(bothy, "open");
        await ReachesAsync(bothy, Outside.Address, Https, true);
        await ReachesAsync(bothy, Outside.Address, Ssh, true);
        Directory.Delete(directory, recursive: true);
    }

    private static async Task StartAgainAsync(Installation bothy, string directory)
    {
        var configuration = Path.Combine(directory, "resolv.conf");
        await File.WriteAllTextAsync(configuration, $"nameserver {Outside.HostAddress}\n");
        var bothyd = Path.Combine(Product.Binaries, "bothyd");
        (await Command.RunAsync(bothyd, ["down", "--data", bothy.Data])).Succeeded();
        (await Command.RunAsync(
            "unshare", ["--mount", "sh", "-ec", $"mount --bind {configuration} /etc/resolv.conf; exec {bothyd} up --data {bothy.Data} --detach"])).Succeeded();
    }

    private static async Task ApplyAsync(Installation bothy, string egress) =>
        (await bothy.RunWithInputAsync(
            Encoding.UTF8.GetBytes($"kind: Environment\nmetadata: {{ name: named }}\nspec: {{ network: {{ egress: {egress} }} }}\n"), "apply", "-f", "-")).Succeeded();

    /// <summary>A policy holds a moment after it was applied.</summary>
    private static Task ReachesAsync(Installation bothy, string host, int port, bool reaches) =>
        Installation.EventuallyAsync(
            () => bothy.ShellAsync("named", $"timeout 5 bash -c 'echo > /dev/tcp/{host}/{port}' 2> /dev/null && echo yes || echo no"),
            answer => answer == (reaches ? "yes" : "no"),
            $"{host}:{port}");
}
