namespace Bothy.EndToEnd.Tests.Support;

/// <summary>One running environment of an empty directory, for tests that leave it as they find it.</summary>
public sealed class SharedEnvironment(SharedInstallation shared) : IAsyncLifetime
{
    public const string Name = "commands";

    private readonly string directory = Directory.CreateTempSubdirectory("bothy-commands-").FullName;

    public async ValueTask InitializeAsync()
    {
        if (Product.Missing is null)
        {
            await File.WriteAllTextAsync(
                Path.Combine(directory, ".devcontainer.json"), """{ "onCreateCommand": "echo made up", "forwardPorts": [8100] }""");
            (await shared.Get().RunAsync("up", directory, "--name", Name)).Succeeded();
        }
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
