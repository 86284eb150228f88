using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Bothy.Images.Layers;
using Bothy.Images.References;
using Bothy.Images.Registries;
using Bothy.Images.Sources;
using Bothy.Images.Store;
using Bothy.Images.Tests;
using Bothy.Images.Tests.Registries;
using Bothy.Runner.Builds;

namespace Bothy.Runner.Tests.Builds;

/// <summary>What a build gets of a real registry through its relay.</summary>
public sealed class BuildRelayTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly ConcurrentQueue<(string Name, string Why)> failures = new();
    private readonly HttpClient build = new();
    private RelayedRepository? repository;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        build.Dispose();
        repository?.Dispose();
        scratch.Dispose();
    }

    [Fact]
    public async Task Read_Blob_TakesAsLongAsTheClassSays()
    {
        await using var registry = await RealRegistry.StartAsync(scratch);
        await registry.PushAsync("app:1", Convert.ToHexString(RandomNumberGenerator.GetBytes(1 << 20)));
        const long second = 1 << 20;
        await using var relay = await StartAsync(registry, second);
        var layer = await LayerAsync(relay);
        var clock = Stopwatch.StartNew();

        var content = await build.GetByteArrayAsync($"http://{relay.Address}/v2/app/blobs/{layer}", Stop);

        // The first quarter of a mebibyte comes at once.
        content.LongLength.ShouldBeGreaterThan(second);
        clock.Elapsed.TotalSeconds.ShouldBeGreaterThan(0.9 * (content.LongLength - (second / 4)) / second);
        ("sha256:" + Convert.ToHexStringLower(SHA256.HashData(content))).ShouldBe(layer);
        failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_RegistryLosesContent_IsToldAndAnsweredAsItsFault()
    {
        await using var registry = await RealRegistry.StartAsync(scratch);
        await registry.PushAsync("app:1", "words");
        await using var relay = await StartAsync(registry, 0);
        var layer = await LayerAsync(relay);
        registry.LoseBlobs();

        (await StatusAsync(relay, $"blobs/{layer}")).ShouldBe(HttpStatusCode.BadGateway);
        failures.ShouldHaveSingleItem().Name.ShouldBe("app");
        await registry.StopAsync();
        (await StatusAsync(relay, "manifests/2")).ShouldBe(HttpStatusCode.BadGateway);
        failures.Last().Why.ShouldContain("does not answer");
    }

    [Fact]
    public async Task Read_ImageBelowIsGone_IsTold()
    {
        await using var registry = await RealRegistry.StartAsync(scratch);
        await registry.PushAsync("app:1", "words");
        await using var relay = await StartAsync(registry, 0);

        (await StatusAsync(relay, "manifests/2")).ShouldBe(HttpStatusCode.NotFound);
        failures.ShouldHaveSingleItem().Why.ShouldContain("does not have 2");
    }

    [Theory]
    [InlineData("manifests/1")]
    [InlineData("manifests/none")]
    public async Task Ask_OverAndOver_IsSlowedDown(string path)
    {
        await using var registry = await RealRegistry.StartAsync(scratch);
        await registry.PushAsync("app:1", "words");
        await using var relay = await StartAsync(registry, 512 << 10);
        var clock = Stopwatch.StartNew();

        for (var question = 0; question < 128; question++)
        {
            await StatusAsync(relay, path);
        }

        // Half a mebibyte in all, of which half comes at once.
        clock.Elapsed.TotalSeconds.ShouldBeGreaterThan(0.4);
    }

    [Fact]
    public async Task Head_Blob_AsksNobody()
    {
        await using var registry = await RealRegistry.StartAsync(scratch);
        await registry.PushAsync("app:1", "words");
        await using var relay = await StartAsync(registry, 0);
        var layer = await LayerAsync(relay);
        await registry.StopAsync();

        using var response = await build.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"http://{relay.Address}/v2/app/blobs/{layer}"), Stop);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength!.Value.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("GET", "/v2/steps/manifests/none", HttpStatusCode.NotFound)]
    [InlineData("GET", "/v2/other/manifests/1", HttpStatusCode.NotFound)]
    [InlineData("GET", "/v2/app/blobs/sha256:0000000000000000000000000000000000000000000000000000000000000000", HttpStatusCode.NotFound)]
    [InlineData("GET", "/v2/app/tags/list", HttpStatusCode.NotFound)]
    [InlineData("GET", "/v2/_catalog", HttpStatusCode.NotFound)]
    [InlineData("POST", "/v2/app/blobs/uploads/", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/v2/app/manifests/1", HttpStatusCode.NotFound)]
    [InlineData("GET", "/v2/", HttpStatusCode.OK)]
    [InlineData("HEAD", "/v2/app/manifests/1", HttpStatusCode.OK)]
    public async Task Ask_AnyThing_GetsWhatTheBuildMayReadAndNothingElse(string method, string path, HttpStatusCode expected)
    {
        await using var registry = await RealRegistry.StartAsync(scratch);
        await registry.PushAsync("app:1", "words");
        await using var relay = await StartAsync(registry, 0);

        using var response = await build.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"http://{relay.Address}{path}"), Stop);

        response.StatusCode.ShouldBe(expected);
        failures.ShouldBeEmpty();
    }

    private async Task<BuildRelay> StartAsync(RealRegistry registry, long bytesPerSecond)
    {
        Scratch.NeedRoot();
        var store = new ImageStore(
            scratch["images"], new ImageSources(new ImageSourcesConfiguration(), new UnpackLimits(), TimeProvider.System), TimeProvider.System);
        repository = store.Relay([(RegistryReference)ImageReference.Parse($"{registry.Host}/app")]).ShouldNotBeNull();
        var content = new RelayContent(
            new Dictionary<string, RelayedRepository> { ["app"] = repository, [RelayedBuild.Steps] = repository }, bytesPerSecond, (name, why) => failures.Enqueue((name, why)));
        return await BuildRelay.StartAsync("/proc/self/ns/net", content, Stop);
    }

    private async Task<string> LayerAsync(BuildRelay relay)
    {
        var manifest = await build.GetByteArrayAsync($"http://{relay.Address}/v2/app/manifests/1", Stop);
        return (string)JsonNode.Parse(manifest)!["layers"]![0]!["digest"]!;
    }

    private async Task<HttpStatusCode> StatusAsync(BuildRelay relay, string path)
    {
        using var response = await build.GetAsync($"http://{relay.Address}/v2/app/{path}", Stop);
        return response.StatusCode;
    }
}
