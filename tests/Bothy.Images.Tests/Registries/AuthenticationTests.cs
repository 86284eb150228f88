using System.Text;
using Bothy.Images.Registries;
using Bothy.Images.Sources;
using Bothy.Images.Tests.Store;
using Bothy.Linux.Tools;

namespace Bothy.Images.Tests.Registries;

/// <summary>Real registries that want to know who asks.</summary>
public sealed class AuthenticationTests
{
    private static readonly string Secret = Convert.ToBase64String("user:secret"u8);
    private static readonly string[] Login = ["--dest-creds", "user:secret"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("docker", """{"auths":{"http://HOST/v1/":{"auth":"SECRET"}}}""")]
    [InlineData("podman", """{"auths":{"HOST":{"auth":"d3Jvbmc6d3Jvbmc="},"HOST/team":{"auth":"SECRET"}}}""")]
    [InlineData("plain", """{"auths":{"HOST":{"username":"user","password":"secret"}}}""")]
    [InlineData("helper", """{"credHelpers":{"HOST":"NAME"}}""")]
    [InlineData("store", """{"auths":{"HOST":{}},"credsStore":"NAME"}""")]
    public async Task Ensure_Htpasswd_TakesTheCredentialOf(string kind, string file)
    {
        using var scratch = new Scratch();
        await using var registry = await HtpasswdAsync(scratch);
        var digest = await registry.PushAsync("team/app:1", "words", Login);
        var helper = await HelperAsync(scratch, kind, registry.Host);
        await File.WriteAllTextAsync(scratch["auth.json"], file.Replace("HOST", registry.Host).Replace("SECRET", Secret).Replace("NAME", helper), Stop);
        File.SetUnixFileMode(scratch["auth.json"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var fixture = new StoreFixture(new ImageSourcesConfiguration { CredentialFiles = [scratch["auth.json"]] });

        (await fixture.EnsureAsync($"{registry.Host}/team/app:1")).Digest.ShouldBe(digest);
    }

    [Theory]
    [InlineData("""{"auths":{}}""", "Log in")]
    [InlineData("""{"auths":{"HOST":{"auth":"d3Jvbmc6d3Jvbmc="}}}""", "Log in")]
    [InlineData("""{"credHelpers":{"HOST":"../../evil"}}""", "not the name of a credential helper")]
    [InlineData("""{"auths":""", "auth.json")]
    public async Task Ensure_NoGoodCredential_SaysSo(string file, string words)
    {
        using var scratch = new Scratch();
        await using var registry = await HtpasswdAsync(scratch);
        await registry.PushAsync("app:1", "words", Login);
        await File.WriteAllTextAsync(scratch["auth.json"], file.Replace("HOST", registry.Host), Stop);
        File.SetUnixFileMode(scratch["auth.json"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var fixture = new StoreFixture(new ImageSourcesConfiguration { CredentialFiles = [scratch["auth.json"]] });

        var exception = await Should.ThrowAsync<ImageException>(() => fixture.EnsureAsync($"{registry.Host}/app:1"));

        exception.Problem.ShouldBeOneOf(ImageProblem.Denied, ImageProblem.Configuration);
        exception.Message.ShouldContain(words);
    }

    [Fact]
    public async Task Ensure_HelperNamedByAFileThatOthersWrite_IsNotRun()
    {
        using var scratch = new Scratch();
        await using var registry = await HtpasswdAsync(scratch);
        await registry.PushAsync("app:1", "words", Login);
        var helper = await HelperAsync(scratch, "helper", registry.Host);
        await File.WriteAllTextAsync(scratch["auth.json"], $$"""{"credsStore":"{{helper}}"}""", Stop);
        File.SetUnixFileMode(scratch["auth.json"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        using var fixture = new StoreFixture(new ImageSourcesConfiguration { CredentialFiles = [scratch["auth.json"]] });

        (await Should.ThrowAsync<ImageException>(() => fixture.EnsureAsync($"{registry.Host}/app:1"))).Problem.ShouldBe(ImageProblem.Denied);
        File.Exists(scratch["asked"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Ensure_TokenAndTls_TakesOneTokenForAll()
    {
        using var scratch = new Scratch();
        using var certificate = new TestCertificate(scratch, "registry");
        await using var tokens = new TokenServer(certificate);
        await using var registry = await RealRegistry.StartAsync(
            scratch, settings: tokens.Settings, http: $"  tls:\n    certificate: {certificate.CertificateFile}\n    key: {certificate.KeyFile}");
        var digest = await registry.PushAsync("team/app:1", "words", Login);
        var issued = tokens.Issued;
        await File.WriteAllTextAsync(scratch["auth.json"], $$"""{"auths":{"{{registry.Host}}":{"auth":"{{Secret}}"} } }""", Stop);
        using var fixture = new StoreFixture(new ImageSourcesConfiguration
        {
            CredentialFiles = [scratch["auth.json"]],
            Registries = [new RegistrySettings { Registry = registry.Host, CaFile = certificate.CertificateFile, Mirrors = ["https://localhost:1"] }],
        });

        // The realm is plain HTTP: followed from nowhere but an endpoint that is, too.
        var exception = await Should.ThrowAsync<ImageException>(() => fixture.EnsureAsync($"{registry.Host}/team/app:1"));

        exception.Message.ShouldContain("nothing is encrypted");
        tokens.Issued.ShouldBe(issued);
        digest.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("team/app", true)]
    [InlineData("public/app", false)]
    public async Task Ensure_Token_IsFetchedWithAndWithoutCredentials(string repository, bool needsLogin)
    {
        using var scratch = new Scratch();
        using var certificate = new TestCertificate(scratch, "registry");
        await using var tokens = new TokenServer(certificate);
        await using var registry = await RealRegistry.StartAsync(scratch, settings: tokens.Settings);
        var digest = await registry.PushAsync($"{repository}:1", "words", Login);
        var issued = tokens.Issued;
        if (needsLogin)
        {
            await File.WriteAllTextAsync(scratch["auth.json"], $$"""{"auths":{"{{registry.Host}}":{"auth":"{{Secret}}"} } }""", Stop);
        }

        using var fixture = new StoreFixture(new ImageSourcesConfiguration { CredentialFiles = [scratch["auth.json"]] });

        (await fixture.EnsureAsync($"{registry.Host}/{repository}:1")).Digest.ShouldBe(digest);

        tokens.Issued.ShouldBe(issued + 2, "one to find the manifest, one for all its blobs");
    }

    [Fact]
    public async Task Ensure_Tls_IsTrustedByItsOwnAuthorityOnly()
    {
        using var scratch = new Scratch();
        using var certificate = new TestCertificate(scratch, "registry");
        using var other = new TestCertificate(scratch, "other");
        await using var registry = await RealRegistry.StartAsync(
            scratch, http: $"  tls:\n    certificate: {certificate.CertificateFile}\n    key: {certificate.KeyFile}");
        var digest = await registry.PushAsync("app:1", "words");
        using var right = new StoreFixture(Trusting(registry, certificate.CertificateFile));
        using var wrong = new StoreFixture(Trusting(registry, other.CertificateFile));
        using var host = new StoreFixture();

        (await right.EnsureAsync($"{registry.Host}/app:1")).Digest.ShouldBe(digest);
        foreach (var fixture in (StoreFixture[])[wrong, host])
        {
            var exception = await Should.ThrowAsync<ImageException>(() => fixture.EnsureAsync($"{registry.Host}/app:1"));
            exception.Problem.ShouldBe(ImageProblem.Denied, exception.Message);
            exception.Message.ShouldContain("caFile");
        }
    }

    private static ImageSourcesConfiguration Trusting(RealRegistry registry, string file) =>
        new() { Registries = [new RegistrySettings { Registry = registry.Host, CaFile = file }] };

    private static async Task<RealRegistry> HtpasswdAsync(Scratch scratch)
    {
        Scratch.NeedTool("htpasswd");
        await Tool.RunAsync("htpasswd", ["-Bbc", "-C", "4", scratch["htpasswd"], "user", "secret"], null, Stop);
        return await RealRegistry.StartAsync(scratch, settings: $"auth:\n  htpasswd:\n    realm: tests\n    path: {scratch["htpasswd"]}");
    }

    /// <summary>A program that knows one credential, where programs are looked for.</summary>
    private static async Task<string> HelperAsync(Scratch scratch, string kind, string host)
    {
        var name = $"bothy-test-{Path.GetRandomFileName()}";
        if (kind is "helper" or "store")
        {
            var directory = Directory.CreateDirectory(scratch["programs"]).FullName;
            var program = Path.Combine(directory, $"docker-credential-{name}");
            await File.WriteAllTextAsync(
                program,
                $$"""
                #!/bin/sh
                touch {{scratch["asked"]}}
                read -r server
                [ "$1 $server" = "get {{host}}" ] || { echo "credentials not found in native keychain"; exit 1; }
                echo '{"ServerURL":"{{host}}","Username":"user","Secret":"secret"}'
                """.ReplaceLineEndings("\n"),
                Encoding.ASCII, Stop);
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Environment.SetEnvironmentVariable("PATH", $"{Environment.GetEnvironmentVariable("PATH")}:{directory}");
        }

        return name;
    }
}
