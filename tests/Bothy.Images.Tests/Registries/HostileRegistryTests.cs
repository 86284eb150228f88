using System.Net;
using System.Text;
using Bothy.Images.Layers;
using Bothy.Images.Registries;
using Bothy.Images.Registries.Transport;
using Bothy.Images.Sources;
using Bothy.Images.Tests.Store;

namespace Bothy.Images.Tests.Registries;

/// <summary>Registries that want something else than to serve images.</summary>
public sealed class HostileRegistryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, ImageProblem, string> Hostile => new()
    {
        { "huge-manifest", ImageProblem.TooLarge, "more than" },
        { "manifest-not-json", ImageProblem.Corrupt, "not what it should be" },
        { "schema-1", ImageProblem.Corrupt, "schema 1" },
        { "index-and-manifest", ImageProblem.Corrupt, "at the same time" },
        { "deep-indexes", ImageProblem.Corrupt, "too deeply" },
        { "artifact", ImageProblem.WrongPlatform, "artifact of type" },
        { "encrypted-layer", ImageProblem.Corrupt, "not supported" },
        { "config-digest-escapes", ImageProblem.Corrupt, "not a digest" },
        { "layer-digest-escapes", ImageProblem.Corrupt, "not a digest" },
        { "layer-negative", ImageProblem.TooLarge, "limit" },
        { "layers-too-large", ImageProblem.TooLarge, "limit" },
        { "layer-longer", ImageProblem.Corrupt, "bytes" },
        { "layer-other", ImageProblem.Corrupt, "other content" },
        { "manifest-other", ImageProblem.Corrupt, "other content" },
        { "redirect-loop", ImageProblem.Corrupt, "more than 5 times" },
        { "redirect-plain", ImageProblem.Denied, "nothing is encrypted" },
        { "redirect-metadata", ImageProblem.Denied, "not its own" },
        { "redirect-credentials", ImageProblem.Denied, "credentials in it" },
        { "redirect-file", ImageProblem.Denied, "nothing is encrypted" },
        { "realm-elsewhere", ImageProblem.Denied, "nothing is encrypted" },
        { "realm-none", ImageProblem.Corrupt, "from where" },
        { "token-not-json", ImageProblem.Corrupt, "not a token" },
        { "challenge-nonsense", ImageProblem.Denied, "Log in" },
        { "error-page", ImageProblem.Corrupt, "answers 418" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Ensure_HostileRegistry_SaysWhatAndLeavesNothing(string name, ImageProblem problem, string words)
    {
        using var scratch = new Scratch();
        await using var registry = new ScriptedRegistry(scratch, (context, self) => AnswerAsync(name, context, self), layerSize: 50_000);
        Prepare(name, registry);
        using var fixture = new StoreFixture(limits: new UnpackLimits { Bytes = 4 << 20 });
        var image = name == "manifest-other" ? registry.Image.Replace(":1", "@" + registry.ManifestDigest) : registry.Image;

        var exception = await Should.ThrowAsync<ImageException>(() => fixture.EnsureAsync(image));

        exception.Problem.ShouldBe(problem, exception.Message);
        exception.Message.ShouldContain(words);
        fixture.Stored().ShouldBeEmpty();
    }

    [Fact]
    public async Task Ensure_RedirectToAnotherServer_LeavesTheCredentialsBehind()
    {
        using var scratch = new Scratch();
        ScriptedRegistry? registry = null;
        await using var storage = new HttpServer(context => HttpServer.SendAsync(context, 200, registry!.Layer));
        await using (registry = new ScriptedRegistry(scratch, async (context, self) =>
        {
            if (context.Request.Headers["Authorization"] is null)
            {
                context.Response.Headers["WWW-Authenticate"] = "Basic realm=\"tests\"";
                await HttpServer.SendAsync(context, 401, []);
                return true;
            }

            if (self.IsLayer(context))
            {
                context.Response.RedirectLocation = $"{storage.Address}/blob?signature=1";
                await HttpServer.SendAsync(context, 307, []);
                return true;
            }

            return false;
        }))
        {
            await File.WriteAllTextAsync(scratch["auth.json"], $$"""{"auths":{"{{registry.Server.Host}}":{"auth":"dXNlcjpzZWNyZXQ="} } }""", Stop);
            using var fixture = new StoreFixture(new ImageSourcesConfiguration { CredentialFiles = [scratch["auth.json"]] });

            (await fixture.EnsureAsync(registry.Image)).Digest.ShouldBe(registry.ManifestDigest);
        }

        var (path, authorization, _) = storage.Requests.ShouldHaveSingleItem();
        path.ShouldBe("/blob?signature=1");
        authorization.ShouldBeNull();
    }

    [Theory]
    [InlineData("https://a.example/x", "https://b.example/y", true)]
    [InlineData("https://a.example/x", "/y", true)]
    [InlineData("https://a.example/x", "http://b.example/y", false)]
    [InlineData("https://a.example/x", "http://localhost/y", false)]
    [InlineData("http://localhost:5000/x", "http://127.0.0.1:6000/y", true)]
    [InlineData("http://localhost:5000/x", "http://b.example/y", false)]
    [InlineData("https://a.example/x", "ftp://b.example/y", false)]
    [InlineData("https://a.example/x", "https://user:secret@b.example/y", false)]
    public void Next_Redirect_IsFollowedOnlyWithTls(string from, string to, bool isFollowed)
    {
        if (isFollowed)
        {
            Redirects.Next(new Uri(from), new Uri(to, UriKind.RelativeOrAbsolute)).IsAbsoluteUri.ShouldBeTrue();
        }
        else
        {
            Should.Throw<ImageException>(() => Redirects.Next(new Uri(from), new Uri(to, UriKind.RelativeOrAbsolute))).Problem.ShouldBe(ImageProblem.Denied);
        }
    }

    [Theory]
    [InlineData("8.8.8.8", "Global")]
    [InlineData("2a00:1450::1", "Global")]
    [InlineData("10.1.2.3", "Private")]
    [InlineData("172.31.0.1", "Private")]
    [InlineData("172.32.0.1", "Global")]
    [InlineData("192.168.1.1", "Private")]
    [InlineData("100.64.0.1", "Private")]
    [InlineData("fd00::1", "Private")]
    [InlineData("127.0.0.53", "Loopback")]
    [InlineData("::1", "Loopback")]
    [InlineData("::ffff:127.0.0.1", "Loopback")]
    [InlineData("::ffff:10.0.0.1", "Private")]
    [InlineData("64:ff9b::a9fe:a9fe", "Special")]
    [InlineData("2002:7f00:0001::", "Loopback")]
    [InlineData("169.254.169.254", "Special")]
    [InlineData("fe80::1", "Special")]
    [InlineData("0.0.0.0", "Special")]
    [InlineData("::", "Special")]
    [InlineData("224.0.0.1", "Special")]
    public void Of_Address_IsItsScope(string address, string scope) =>
        AddressScopes.Of(IPAddress.Parse(address)).ToString().ShouldBe(scope);

    [Fact]
    public void Of_DockerIo_IsReachedWithTlsAtDockersOwnAddress() =>
        RegistryEndpoint.Of("docker.io", null).ShouldHaveSingleItem().Base.ToString().ShouldBe("https://registry-1.docker.io/");

    [Fact]
    public void Of_RegistryElsewhere_HasNoPlainHttp() =>
        RegistryEndpoint.Of("registry.example:5000", null).ShouldAllBe(endpoint => endpoint.Base.Scheme == "https");

    private static void Prepare(string name, ScriptedRegistry registry)
    {
        var text = Encoding.UTF8.GetString(registry.Manifest);
        var config = text[text.IndexOf("sha256:", StringComparison.Ordinal)..][..71];
        text = name switch
        {
            "manifest-not-json" => "<html>",
            "schema-1" => """{"schemaVersion":1,"fsLayers":[]}""",
            "index-and-manifest" => text.Replace("\"layers\"", "\"manifests\":[],\"layers\""),
            "deep-indexes" => Nest(registry),
            "artifact" => text.Replace("vnd.oci.image.config.v1+json", "vnd.cncf.helm.config.v1+json"),
            "encrypted-layer" => text.Replace("tar+gzip", "tar+gzip+encrypted"),
            "config-digest-escapes" => text.Replace(config, "sha256:../../../../etc/passwd"),
            "layer-digest-escapes" => text.Replace(registry.LayerDigest, "sha256:../../../../etc/passwd"),
            "layer-negative" => text.Replace($"\"size\":{registry.Layer.Length}", "\"size\":-1"),
            "layers-too-large" => text.Replace($"\"size\":{registry.Layer.Length}", $"\"size\":{long.MaxValue}"),
            _ => text,
        };
        registry.Manifest = Encoding.UTF8.GetBytes(text);
    }

    private static string Nest(ScriptedRegistry registry)
    {
        var document = """{"schemaVersion":2,"manifests":[]}""";
        for (var i = 0; i < 8; i++)
        {
            document = $$"""{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"{{registry.Add(document)}}","size":{{document.Length}}}]}""";
        }

        return document;
    }

    private static async Task<bool> AnswerAsync(string name, HttpListenerContext context, ScriptedRegistry registry)
    {
        var isManifest = context.Request.RawUrl!.Contains("/manifests/", StringComparison.Ordinal);
        switch (name)
        {
            case "huge-manifest" when isManifest:
                await HttpServer.SendAsync(context, 200, new byte[9 << 20]);
                return true;
            case "manifest-other" when isManifest:
                await HttpServer.SendAsync(context, 200, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(registry.Manifest) + " "));
                return true;
            case "layer-longer" when registry.IsLayer(context):
                await HttpServer.SendAsync(context, 200, [.. registry.Layer, .. new byte[1000]]);
                return true;
            case "layer-other" when registry.IsLayer(context):
                await HttpServer.SendAsync(context, 200, new byte[registry.Layer.Length]);
                return true;
            case "redirect-loop":
                return await RedirectAsync(context, context.Request.RawUrl!);
            case "redirect-plain":
                return await RedirectAsync(context, "http://registry.example/");
            case "redirect-metadata":
                return await RedirectAsync(context, "https://169.254.169.254/latest/meta-data");
            case "redirect-credentials":
                return await RedirectAsync(context, "https://user:secret@localhost/");
            case "redirect-file":
                return await RedirectAsync(context, "file:///etc/passwd");
            case "realm-elsewhere":
                return await ChallengeAsync(context, "Bearer realm=\"http://tokens.example/\"");
            case "realm-none":
                return await ChallengeAsync(context, "Bearer service=\"x\"");
            case "token-not-json" when context.Request.RawUrl == "/token" || context.Request.RawUrl.StartsWith("/token?", StringComparison.Ordinal):
                await HttpServer.SendAsync(context, 200, "<html>"u8.ToArray());
                return true;
            case "token-not-json":
                return await ChallengeAsync(context, $"Bearer realm=\"{registry.Server.Address}/token\"");
            case "challenge-nonsense":
                return await ChallengeAsync(context, "=\"\\,,Bearer=\"");
            case "error-page":
                await HttpServer.SendAsync(context, 418, "<html>\u001b[31m"u8.ToArray());
                return true;
            default:
                return false;
        }
    }

    private static async Task<bool> RedirectAsync(HttpListenerContext context, string location)
    {
        context.Response.RedirectLocation = location;
        await HttpServer.SendAsync(context, 302, []);
        return true;
    }

    private static async Task<bool> ChallengeAsync(HttpListenerContext context, string challenge)
    {
        context.Response.Headers["WWW-Authenticate"] = challenge;
        await HttpServer.SendAsync(context, 401, []);
        return true;
    }
}
