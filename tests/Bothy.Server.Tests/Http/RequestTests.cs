using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Bothy.Api.Problems;
using CsCheck;

namespace Bothy.Server.Tests.Http;

/// <summary>What no well-behaved client sends.</summary>
public sealed class RequestTests : IAsyncLifetime
{
    private TestServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("{\n  \"metadata\": {\n    \"name\": oops\n  }\n}", "line 3, column 13")]
    [InlineData("{\"ü\": ,}", "line 1, column 7")]
    [InlineData("{", "line 1, column 2")]
    [InlineData("", "line 1, column 1")]
    [InlineData("{\"a\":1,\"a\":2}", "a")]
    [InlineData("[]", "a list")]
    [InlineData("null", "null")]
    public async Task Post_NoJsonObject_SaysWhere(string body, string where)
    {
        var problem = await _server.SendAsync(HttpMethod.Post, "environments", body).ShouldBeProblem(HttpStatusCode.BadRequest, ProblemReason.Malformed);

        problem.Detail!.ShouldContain(where);
    }

    [Fact]
    public async Task Post_NotUtf8_SaysSo()
    {
        using var content = new ByteArrayContent([.. "{\"a\":\""u8, 0xff, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        await _server.Http.PostAsync(new Uri(_server.Url, "/api/v1/environments"), content, Cancellation)
            .ShouldBeProblem(HttpStatusCode.BadRequest, ProblemReason.Malformed);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Post_OtherType_IsRefused(string type) =>
        await _server.SendAsync(HttpMethod.Post, "environments", "{}", type).ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, ProblemReason.UnsupportedMediaType);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_OverOneMebibyte_IsRefused(bool chunked)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Url, "/api/v1/environments"));
        message.Content = new StringContent($$"""{ "metadata": { "name": "w", "annotations": { "a": "{{new string('x', 1 << 20)}}" } } }""", Encoding.UTF8, "application/json");
        message.Headers.TransferEncodingChunked = chunked;

        await _server.Http.SendAsync(message, Cancellation).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, ProblemReason.TooLarge);
    }

    [Fact]
    public async Task Post_DeepNesting_IsRefused() =>
        await _server.SendAsync(HttpMethod.Post, "environments", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)))
            .ShouldBeProblem(HttpStatusCode.BadRequest, ProblemReason.Malformed);

    [Theory]
    [InlineData("GET", "nope", HttpStatusCode.NotFound, ProblemReason.NotFound)]
    [InlineData("GET", "environments/none", HttpStatusCode.NotFound, ProblemReason.NotFound)]
    [InlineData("GET", "environments/..%2f..%2fetc", HttpStatusCode.NotFound, ProblemReason.NotFound)]
    [InlineData("GET", "environments/00000000-0000-0000-0000-000000000000", HttpStatusCode.NotFound, ProblemReason.NotFound)]
    [InlineData("DELETE", "environments", HttpStatusCode.MethodNotAllowed, ProblemReason.MethodNotAllowed)]
    [InlineData("DELETE", "environments/none", HttpStatusCode.NotFound, ProblemReason.NotFound)]
    [InlineData("GET", "environments/none/agent", HttpStatusCode.UpgradeRequired, ProblemReason.UpgradeRequired)]
    [InlineData("GET", "environments/none/logs", HttpStatusCode.NotFound, ProblemReason.NotFound)]
    [InlineData("GET", "environments/none/credentials", HttpStatusCode.NotFound, ProblemReason.NotFound)]
    [InlineData("GET", "runners/none/tunnels", HttpStatusCode.NotFound, ProblemReason.NotFound)]
    [InlineData("GET", "runners/none/tunnels/nope", HttpStatusCode.NotFound, ProblemReason.NotFound)]
    public async Task Send_NothingThere_IsDescribed(string method, string path, HttpStatusCode status, string reason) =>
        await _server.SendAsync(new HttpMethod(method), path).ShouldBeProblem(status, reason);

    [Fact]
    public async Task Send_PathThatNoServerTakes_BadRequest()
    {
        using var response = await _server.SendAsync(HttpMethod.Get, "environments/%00");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic dXNlcjpwYXNz")]
    public async Task Send_WithoutTheToken_Unauthorized(string? authorization)
    {
        foreach (var path in new[] { "environments", "openapi.json", "nope", "environments/x/agent", "runners/x/tunnels" })
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Url, "/api/v1/" + path));
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var http = new HttpClient();

            var response = await http.SendAsync(message, Cancellation);

            response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
            await Task.FromResult(response).ShouldBeProblem(HttpStatusCode.Unauthorized, ProblemReason.Unauthorized);
        }
    }

    [Fact]
    public async Task Send_TokenWithOneCharacterLess_Unauthorized()
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Url, "/api/v1/environments"));
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _server.Token[..^1]);
        using var http = new HttpClient();

        await http.SendAsync(message, Cancellation).ShouldBeProblem(HttpStatusCode.Unauthorized, ProblemReason.Unauthorized);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/api/v1/version")]
    public async Task Get_OpenPath_NeedsNoToken(string path)
    {
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(_server.Url, path), Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("192.0.2.1")]
    public async Task Send_OtherHost_IsMisdirected(string host)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Url, "/api/v1/environments"));
        message.Headers.Host = host;

        await _server.Http.SendAsync(message, Cancellation).ShouldBeProblem((HttpStatusCode)421, ProblemReason.CrossSite);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Send_LoopbackHost_IsServed(string host)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Url, "/api/v1/environments"));
        message.Headers.Host = $"{host}:{_server.Url.Port}";

        (await _server.Http.SendAsync(message, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Send_FromAnotherSite_IsRefused(string header, string value)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Url, "/api/v1/environments"));
        message.Headers.TryAddWithoutValidation(header, value);

        await _server.Http.SendAsync(message, Cancellation).ShouldBeProblem(HttpStatusCode.Forbidden, ProblemReason.CrossSite);
    }

    [Fact]
    public async Task Send_FromItsOwnOrigin_IsServed()
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Url, "/api/v1/environments"));
        message.Headers.TryAddWithoutValidation("Origin", _server.Url.GetLeftPart(UriPartial.Authority));

        (await _server.Http.SendAsync(message, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Send_NoHttp_DoesNotHurtOthers()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _server.Url.Port, Cancellation);
        await socket.GetStream().WriteAsync("\0\0\0 garbage\r\n\r\n"u8.ToArray(), Cancellation);
        using var reader = new StreamReader(socket.GetStream());

        (await reader.ReadLineAsync(Cancellation))!.ShouldContain("400");

        (await _server.Http.GetAsync(new Uri(_server.Url, "/healthz"), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Send_ArbitraryJson_IsNeverAFaultOfTheServer()
    {
        string[] paths = ["environments", "environmentclasses", "runners"];
        await _server.AddRunnerAsync();
        await _server.CreateEnvironmentAsync("lab");
        await JsonGen.Object.SampleAsync(
            async body =>
            {
                foreach (var path in paths)
                {
                    await ShouldBeNoFault(HttpMethod.Post, path, body);
                    await ShouldBeNoFault(HttpMethod.Put, path + "/" + (path[0] == 'e' ? "default" : "host"), body);
                }

                await ShouldBeNoFault(HttpMethod.Patch, "environments/lab", body);
                await ShouldBeNoFault(HttpMethod.Put, "environments/lab", body);
                await ShouldBeNoFault(HttpMethod.Put, "environments/lab/status", $$"""{ "status": {{body}} }""");
                await ShouldBeNoFault(HttpMethod.Put, "environments/lab/credentials", body);
                await ShouldBeNoFault(HttpMethod.Put, "runners/host/heartbeat", body);
                await ShouldBeNoFault(HttpMethod.Post, $"runners/host/tunnels/{Guid.Empty}/refusal", body);
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public async Task Send_DamagedJson_IsNeverAFaultOfTheServer() =>
        await Gen.Select(JsonGen.Object, Gen.Int[0, 500], Gen.Byte).SampleAsync(
            async (body, place, value) =>
            {
                var bytes = Encoding.UTF8.GetBytes(body);
                bytes[place % bytes.Length] = value;
                using var content = new ByteArrayContent(bytes);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var response = await _server.Http.PostAsync(new Uri(_server.Url, "/api/v1/environments"), content, Cancellation);
                ((int)response.StatusCode).ShouldBeLessThan(500);
            },
            iter: 100,
            threads: 1);

    private async Task ShouldBeNoFault(HttpMethod method, string path, string body)
    {
        using var response = await _server.SendAsync(method, path, body, ifMatch: "*");
        ((int)response.StatusCode).ShouldBeLessThan(500, $"{method} {path} {body}: {await response.Content.ReadAsStringAsync(Cancellation)}");
    }
}
