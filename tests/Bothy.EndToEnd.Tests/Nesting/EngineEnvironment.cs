using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests.Nesting;

/// <summary>An environment whose image has container engines and the tools of system developers from apt.</summary>
public sealed class EngineEnvironment : IAsyncLifetime
{
    private const string Cache = "test-images-engines";

    private const string Images =
        """
        { "sources": [ { "match": "debian:engines", "debian": { "suite": "bookworm", "user": "dev", "command": ["/sbin/init"], "packages": [
            "docker.io", "podman", "buildah", "uidmap", "slirp4netns", "fuse-overlayfs", "bubblewrap", "iptables", "nftables", "iputils-ping", "tcpdump",
            "strace", "gdb", "squashfuse", "squashfs-tools", "iproute2", "procps", "ca-certificates", "curl", "sudo", "busybox-static", "gcc", "libc6-dev",
            "systemd-sysv", "dbus"
        ] } } ] }
        """;

    /// <summary>An image of one program, made inside: no registry is needed.</summary>
    private const string Preparation =
        """
        mkdir -p /tmp/r/bin /tmp/r/www /run/user/1000 /tmp/build && chown dev /run/user/1000 && cp /bin/busybox /tmp/r/bin/ && ln -sf busybox /tmp/r/bin/sh
        echo hello > /tmp/r/www/index.html && tar -C /tmp/r -c . > /tmp/r.tar
        printf 'FROM localhost/busy\nRUN ["/bin/busybox","touch","/made"]\n' > /tmp/build/Containerfile
        printf 'FROM busy\nRUN /bin/busybox touch /made\n' > /tmp/build/Dockerfile
        mkdir -p /tmp/s && echo squashed > /tmp/s/file && mksquashfs /tmp/s /tmp/s.sq -quiet -no-progress
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("bothy-engines-").FullName;
    private Installation? installation;

    public async ValueTask InitializeAsync()
    {
        if (Product.Missing is not null || !Product.Soak)
        {
            return;
        }

        Directory.CreateDirectory(Path.Combine(directory, ".devcontainer"));
        await File.WriteAllTextAsync(Path.Combine(directory, ".devcontainer", "devcontainer.json"), """{ "image": "debian:engines" }""");
        installation = await Installation.StartAsync("engines", Cache, Images);

        // Building the image takes minutes.
        (await installation.RunAsync("up", directory, "--name", "engines", "--no-wait")).Succeeded();
        await installation.ReachesAsync("engines", "running", seconds: 1800);
        await ImageCache.KeepAsync(installation.Data, Cache);
        await RunAsync("root", Preparation);
    }

    /// <summary>The installation, for environments besides the one that is there.</summary>
    public Installation Get()
    {
        Assert.SkipWhen(Product.Missing is not null, Product.Missing ?? "");
        Assert.SkipUnless(Product.Soak, "builds an image of a gigabyte: ./test --soak");
        return installation!;
    }

    /// <summary>Runs a script that has to succeed, and returns what it printed.</summary>
    public async Task<string> RunAsync(string user, string script) =>
        (await Get().RunAsync("exec", "engines", "--user", user, "--", "/bin/sh", "-c", script)).Succeeded().Output.Trim();

    public async ValueTask DisposeAsync()
    {
        if (installation is not null)
        {
            await installation.DisposeAsync();
        }

        Directory.Delete(directory, recursive: true);
    }
}
