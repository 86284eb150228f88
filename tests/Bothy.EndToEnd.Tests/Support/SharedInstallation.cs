namespace Bothy.EndToEnd.Tests.Support;

/// <summary>One installation for all tests that leave it as they find it.</summary>
public sealed class SharedInstallation : IAsyncLifetime
{
    private Installation? installation;

    /// <summary>Skips the test where nothing can run.</summary>
    public Installation Get()
    {
        Assert.SkipWhen(Product.Missing is not null, Product.Missing ?? "");
        return installation!;
    }

    public async ValueTask InitializeAsync()
    {
        if (Product.Missing is null)
        {
            installation = await Installation.StartAsync("shared");

            // The first environment makes what all of them share: the image's mount, the parents of control groups.
            var directory = Directory.CreateTempSubdirectory("bothy-first-").FullName;
            (await installation.RunAsync("up", directory, "--name", "first")).Succeeded();
            (await installation.RunAsync("delete", "first", "--yes")).Succeeded();
            Directory.Delete(directory, recursive: true);
            await ImageCache.KeepAsync(installation.Data);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (installation is not null)
        {
            await installation.DisposeAsync();
        }
    }
}
