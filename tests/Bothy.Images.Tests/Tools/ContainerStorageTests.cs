using Bothy.Images.Layers;
using Bothy.Images.Tests.Layers;
using Bothy.Images.Tests.Oci;
using Bothy.Images.Tests.Store;
using Bothy.Images.Tools;
using Bothy.Linux.Mounts;
using Bothy.Linux.Tools;

namespace Bothy.Images.Tests.Tools;

/// <summary>Images as other tools' own.</summary>
public sealed class ContainerStorageTests
{
    private const string Name = "registry.example.org/team/app:1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_Image_IsOneThatBuildahHas()
    {
        Scratch.NeedTool("buildah");
        using var fixture = new StoreFixture();
        await WithStoreAsync(fixture, new LayoutBuilder(fixture.Layout), async store =>
        {
            var container = (await BuildahAsync(fixture, store, "from", "--pull-never", Name)).Trim();
            var root = (await BuildahAsync(fixture, store, "mount", container)).Trim();
            File.ReadAllText(Path.Combine(root, "etc/name")).ShouldBe("words");
            (await BuildahAsync(fixture, store, "inspect", "--format", "{{.OCIv1.Config.Env}} {{.OCIv1.Config.User}}", container)).Trim().ShouldBe("[A=1] 1000:1000");
            await BuildahAsync(fixture, store, "rm", container);
        });
    }

    [Fact]
    public async Task Write_ImageWithShellAndTriggers_IsBuiltOnAsItAsks()
    {
        Scratch.NeedTool("buildah");
        using var fixture = new StoreFixture();
        const string section = """{"Env":["A=1"],"Shell":["/bin/other","-c"],"OnBuild":["ENV TRIGGERED=yes"]}""";
        await WithStoreAsync(fixture, new LayoutBuilder(fixture.Layout) { ConfigSection = section }, async store =>
        {
            var context = Directory.CreateDirectory(fixture.Scratch["context"]).FullName;
            await File.WriteAllTextAsync(Path.Combine(context, "Dockerfile"), $"FROM {Name}\n", Stop);
            await BuildahAsync(fixture, store, "build", "--pull-never", "--isolation", "chroot", "--tag", "built", context);
            (await BuildahAsync(fixture, store, "inspect", "--type", "image", "--format", "{{.OCIv1.Config.Env}}", "built")).ShouldContain("TRIGGERED=yes");
            (await BuildahAsync(fixture, store, "inspect", "--type", "image", "--format", "{{.Docker.Config.Shell}}", Name)).Trim().ShouldBe("[/bin/other -c]");
        });
    }

    private static async Task WithStoreAsync(StoreFixture fixture, LayoutBuilder builder, Func<string, Task> use)
    {
        builder.Layer(new TarBuilder().Directory("etc").File("etc/name", "words", owner: 1000).ToArray()).Image("latest");
        var image = await fixture.EnsureAsync($"oci:{fixture.Layout}");
        var store = fixture.Scratch["store"];
        var lower = new LowerImage(image.Digest, fixture.Mount(image));
        ContainerStorage.Write(store, image, lower, Name);
        MountPoint.Bind(lower.MountedAt, Path.Combine(store, ContainerStorage.Files(lower)));
        try
        {
            await use(store);
        }
        finally
        {
            MountPoint.Detach(Path.Combine(fixture.Scratch["tools"], "overlay"), UnmountFlags.Detach);
            MountPoint.Detach(Path.Combine(store, ContainerStorage.Files(lower)));
        }
    }

    private static Task<string> BuildahAsync(StoreFixture fixture, string store, params string[] arguments) => Tool.RunAsync(
        "buildah",
        ["--root", fixture.Scratch["tools"], "--runroot", fixture.Scratch["run"], "--storage-driver", "overlay", "--storage-opt", $"overlay.imagestore={store}", .. arguments],
        null,
        Stop);
}
