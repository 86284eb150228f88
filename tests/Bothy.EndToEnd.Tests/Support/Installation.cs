using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bothy.EndToEnd.Tests.Support;

/// <summary>One installation with a data directory of its own: real daemons, real environments, all gone afterwards.</summary>
public sealed class Installation : IAsyncDisposable
{
    private Installation(string data, IReadOnlyDictionary<string, string> variables)
    {
        Data = data;
        Variables = variables;
    }

    public string Data { get; }

    /// <summary>Armed failpoints: a file of the failpoint's name kills the process that reaches it, once.</summary>
    public string Failpoints => Path.Combine(Data, "..", Path.GetFileName(Data) + ".failpoints");

    private IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>The installation's name on the host.</summary>
    public string Name => JsonNode.Parse(File.ReadAllText(Path.Combine(Data, "installation")))!["id"]!.GetValue<string>();

    /// <summary>Starts a fresh installation that takes base images from the tests' cache instead of building them again.</summary>
    /// <param name="images">The runner's <c>images.json</c>, if it is to have one.</param>
    /// <param name="configuration">Content of the host's configuration; null for none.</param>
    /// <param name="variables">More variables for its daemons and commands.</param>
    public static async Task<Installation> StartAsync(
        string name,
        string cache = ImageCache.Default,
        string? images = null,
        string? configuration = null,
        IReadOnlyDictionary<string, string>? variables = null)
    {
        var data = DataOf(name);
        var failpoints = Directory.CreateDirectory(data + ".failpoints").FullName;
        Directory.CreateDirectory(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (configuration is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(data, "runner.json"), configuration);
        }

        var installation = new Installation(data, new Dictionary<string, string>(variables ?? new Dictionary<string, string>())
        {
            ["BOTHY_DATA"] = data,
            ["BOTHY_FAILPOINTS"] = failpoints,
        });
        await ImageCache.CopyToAsync(data, cache);
        if (images is not null)
        {
            Directory.CreateDirectory(Path.Combine(data, "runner"));
            await File.WriteAllTextAsync(Path.Combine(data, "runner", "images.json"), images);
        }

        (await installation.RunAsync("list")).Code.ShouldBeOneOf(0, 1);
        return installation;
    }

    public Task<Finished> RunAsync(params string[] arguments) => Command.RunAsync(Product.Cli, arguments, null, Variables);

    /// <summary>Runs the CLI for a user whose variables are others.</summary>
    public Task<Finished> RunAsAsync(IReadOnlyDictionary<string, string> variables, params string[] arguments) =>
        Command.RunAsync(Product.Cli, arguments, null, Variables.Concat(variables).ToDictionary());

    public Task<Finished> RunWithInputAsync(byte[] input, params string[] arguments) => Command.RunAsync(Product.Cli, arguments, input, Variables);

    public System.Diagnostics.ProcessStartInfo Describe(params string[] arguments) => Command.Describe(Product.Cli, arguments, Variables);

    /// <summary>Runs a shell script inside an environment and returns what it printed.</summary>
    public async Task<string> ShellAsync(string environment, string script) =>
        (await RunAsync("exec", environment, "--", "/bin/sh", "-c", script)).Succeeded().Output.TrimEnd('\n');

    public async Task<JsonNode> GetAsync(string environment) =>
        JsonNode.Parse((await RunAsync("get", environment, "-o", "json")).Succeeded().Output)!;

    public async Task<IReadOnlyList<string>> NamesAsync() =>
        (await RunAsync("list", "-o", "name")).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Waits until what <paramref name="find"/> returns satisfies <paramref name="holds"/>.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> find, Func<T, bool> holds, string what, int seconds = 60)
    {
        var deadline = DateTime.UtcNow.AddSeconds(seconds);
        while (true)
        {
            var found = await find();
            if (holds(found))
            {
                return found;
            }

            (DateTime.UtcNow < deadline).ShouldBeTrue($"{what}: not within {seconds} s; last seen: {found}");
            await Task.Delay(100);
        }
    }

    public Task<JsonNode> ReachesAsync(string environment, string phase, int seconds = 60) =>
        EventuallyAsync(() => GetAsync(environment), found => (string?)found["status"]?["phase"] == phase, $"{environment} {phase}", seconds);

    /// <summary>The data directory that an installation of this name gets.</summary>
    public static string DataOf(string name) => $"/var/tmp/bothy-test-{Environment.ProcessId}-{name}";

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Data, recursive: true);
        Directory.Delete(Data + ".failpoints", recursive: true);
    }

    /// <summary>Deletes the environments and ends the daemons.</summary>
    public async Task StopAsync()
    {
        if (File.Exists(Path.Combine(Data, "installation")))
        {
            try
            {
                DaemonThreads.ShouldBeAtHome(Data);
            }
            finally
            {
                foreach (var name in await NamesAsync())
                {
                    await RunAsync("delete", name, "--yes");
                }

                await Command.RunAsync(Path.Combine(Product.Binaries, "bothyd"), ["down", "--data", Data], null, Variables);
            }
        }
    }
}
