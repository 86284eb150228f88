using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests.Nesting;

/// <summary>One environment of the default image, for tests that leave it as they find it.</summary>
public sealed class NestedEnvironment(SharedInstallation shared) : IAsyncLifetime
{
    private const string Name = "nesting";
    private readonly string directory = Directory.CreateTempSubdirectory("bothy-nesting-").FullName;

    public async ValueTask InitializeAsync()
    {
        if (Product.Missing is null)
        {
            (await shared.Get().RunAsync("up", directory, "--name", Name)).Succeeded();
        }
    }

    /// <summary>Runs a script and returns what it printed, errors included.</summary>
    public async Task<string> RunAsync(string user, string script)
    {
        var finished = await shared.Get().RunAsync("exec", Name, "--user", user, "--", "/bin/sh", "-c", $"exec 2>&1; {script}");
        return finished.Output.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        if (Product.Missing is null)
        {
            (await shared.Get().RunAsync("delete", Name, "--yes")).Succeeded();
        }

        Directory.Delete(directory, recursive: true);
    }
}
