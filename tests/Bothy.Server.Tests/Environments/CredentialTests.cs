using System.Net;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Problems;

namespace Bothy.Server.Tests.Environments;

public sealed class CredentialTests : IAsyncLifetime
{
    private TestServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Set_ThenFind_OverARestart()
    {
        await _server.CreateEnvironmentAsync("lab");
        var given = new GitCredentials { Username = "me", Password = "s3cret", SshPrivateKey = "key\n", KnownHosts = "hosts\n" };
        (await _server.Api.FindCredentialsAsync("lab", Cancellation)).ShouldBeNull();

        await _server.Api.SetCredentialsAsync("lab", given, Cancellation);
        await _server.RestartAsync();

        (await _server.Api.FindCredentialsAsync("lab", Cancellation)).ShouldBe(given);
        await _server.Api.DeleteCredentialsAsync("lab", Cancellation);
        (await _server.Api.FindCredentialsAsync("lab", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Set_NamesakeOfADeleted_HasNone()
    {
        await _server.CreateEnvironmentAsync("lab");
        await _server.Api.SetCredentialsAsync("lab", new GitCredentials { Password = "s3cret" }, Cancellation);
        await _server.Api.Environments.DeleteAsync("lab", null, Cancellation);
        await _server.CreateEnvironmentAsync("lab");

        (await _server.Api.FindCredentialsAsync("lab", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Set_NoSuchEnvironment_NotFound() =>
        (await Should.ThrowAsync<ApiException>(() => _server.Api.SetCredentialsAsync("none", new GitCredentials(), Cancellation))).Status.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task Set_WrongType_RepeatsNoSecret()
    {
        await _server.CreateEnvironmentAsync("lab");

        var problem = await _server.SendAsync(HttpMethod.Put, "environments/lab/credentials", """{ "password": ["s3cret"] }""")
            .ShouldBeProblem(HttpStatusCode.BadRequest, ProblemReason.Malformed);

        problem.Detail!.ShouldNotContain("s3cret");
        problem.Detail!.ShouldContain("password");
    }

    [Fact]
    public async Task Get_Environment_NeverShowsThem()
    {
        await _server.CreateEnvironmentAsync("lab");
        await _server.Api.SetCredentialsAsync("lab", new GitCredentials { Password = "s3cret" }, Cancellation);

        foreach (var path in new[] { "environments/lab", "environments" })
        {
            using var response = await _server.SendAsync(HttpMethod.Get, path);
            (await response.Content.ReadAsStringAsync(Cancellation)).ShouldNotContain("s3cret");
        }
    }
}
