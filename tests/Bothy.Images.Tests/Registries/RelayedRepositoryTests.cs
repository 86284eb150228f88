using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Bothy.Images.References;
using Bothy.Images.Registries;
using Bothy.Images.Tests.Layers;
using Bothy.Images.Tests.Store;

namespace Bothy.Images.Tests.Registries;

/// <summary>What somebody without credentials may read of repositories that this host can read.</summary>
public sealed class RelayedRepositoryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_TagThenWhatItNames_AndNothingElse()
    {
        using var scratch = new Scratch();
        await using var registry = await RealRegistry.StartAsync(scratch);
        var digest = await registry.PushAsync("team/app:1", "words");
        var later = await registry.PushAsync("team/app:2", "other words");
        using var fixture = new StoreFixture();
        using var relayed = Relay(fixture, $"{registry.Host}/team/none", $"{registry.Host}/team/app");

        var manifest = (await relayed.FindManifestAsync("1", Stop)).ShouldNotBeNull();
        manifest.Digest.ShouldBe(digest);
        var named = JsonNode.Parse(manifest.Content)!["layers"]!.AsArray().Select(layer => ((string)layer!["digest"]!, (long)layer["size"]!)).ToList();
        foreach (var (layer, size) in named)
        {
            using var blob = (await relayed.OpenBlobAsync(layer, Stop)).ShouldNotBeNull();
            blob.Size.ShouldBe(size);
            using var content = new MemoryStream();
            await blob.Content.CopyToAsync(content, Stop);
            ("sha256:" + Convert.ToHexStringLower(SHA256.HashData(content.ToArray()))).ShouldBe(layer);
        }

        var unnamed = JsonNode.Parse((await Relay(fixture, $"{registry.Host}/team/app").FindManifestAsync("2", Stop))!.Content)!["layers"]![0]!;
        (await relayed.OpenBlobAsync((string)unnamed["digest"]!, Stop)).ShouldBeNull();
        (await relayed.FindManifestAsync(later, Stop)).ShouldNotBeNull().Digest.ShouldBe(later);
        (await relayed.FindManifestAsync("3", Stop)).ShouldBeNull();
        await registry.PushAsync("team/secret:1", "not for everybody");
        foreach (var way in (string[])["..%2F..%2Fsecret%2Fmanifests%2F1", "../../secret/manifests/1", "..", "1?x", "sha256:1"])
        {
            (await relayed.FindManifestAsync(way, Stop)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task Read_RegistryThatDoesNotAnswer_IsNotAskedAgain()
    {
        using var scratch = new Scratch();
        await using var registry = await RealRegistry.StartAsync(scratch);
        await registry.PushAsync("app:1", "words");
        using var fixture = new StoreFixture();
        using var relayed = Relay(fixture, $"{registry.Host}/app");
        await registry.StopAsync();

        var failure = await Should.ThrowAsync<ImageException>(() => relayed.FindManifestAsync("1", Stop));
        failure.Problem.ShouldBe(ImageProblem.Unreachable);
        await registry.StartAsync();

        (await Should.ThrowAsync<ImageException>(() => relayed.FindManifestAsync("1", Stop))).ShouldBe(failure);
        using var anew = Relay(fixture, $"{registry.Host}/app");
        (await anew.FindManifestAsync("1", Stop)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Open_BlobThatOneRepositoryLost_IsTakenFromAnotherThatNamedIt()
    {
        using var scratch = new Scratch();
        await using var registry = await RealRegistry.StartAsync(scratch);
        await using var other = await RealRegistry.StartAsync(scratch, "other");
        await registry.PushAsync("app:first", "words");
        await other.PushAsync("app:second", "words");
        using var fixture = new StoreFixture();
        using var relayed = Relay(fixture, $"{registry.Host}/app", $"{other.Host}/app");
        var manifest = (await relayed.FindManifestAsync("first", Stop)).ShouldNotBeNull();
        var layer = (string)JsonNode.Parse(manifest.Content)!["layers"]![0]!["digest"]!;
        registry.LoseBlobs();

        await Should.ThrowAsync<ImageException>(() => relayed.OpenBlobAsync(layer, Stop));
        (await relayed.FindManifestAsync("second", Stop)).ShouldNotBeNull();
        using var blob = await relayed.OpenBlobAsync(layer, Stop);
        blob.ShouldNotBeNull();
    }

    private static RelayedRepository Relay(StoreFixture fixture, params string[] names) =>
        fixture.Images.Relay(names.Select(name => (RegistryReference)ImageReference.Parse(name))).ShouldNotBeNull();
}
