using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Json;
using Bothy.Api.Problems;
using Bothy.Api.Tunnels;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Server.Tests.Tunnels;

public sealed class TunnelTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private TestServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(time: _time);
        await _server.AddRunnerAsync();
        await _server.CreateEnvironmentAsync("work");
        await _server.CreateEnvironmentAsync("probe");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Connect_BothDirections_CarryEveryByte()
    {
        await using var runner = await EchoRunner.StartAsync(_server, EchoRunner.EchoAsync);
        await using var tunnel = await _server.Api.ConnectAgentAsync("work", Cancellation).Within();
        var sent = RandomNumberGenerator.GetBytes(3_000_000);

        var writing = Task.Run(async () =>
        {
            for (var (at, size) = (0, 1); at < sent.Length; at += size, size = Math.Min(size * 3, sent.Length - at))
            {
                await tunnel.WriteAsync(sent.AsMemory(at, size), Cancellation);
            }

            await tunnel.CompleteWritesAsync(Cancellation);
        }, Cancellation);
        using var received = new MemoryStream();
        await tunnel.CopyToAsync(received, Cancellation).Within();

        await writing.Within();
        received.ToArray().SequenceEqual(sent).ShouldBeTrue();
    }

    [Fact]
    public async Task Connect_ClientEndsItsDirection_TheOtherGoesOn()
    {
        await using var runner = await EchoRunner.StartAsync(_server, async (_, tunnel) =>
        {
            var request = await new StreamReader(tunnel).ReadToEndAsync(Cancellation);
            for (var i = 0; i < 3; i++)
            {
                await tunnel.WriteAsync(Encoding.UTF8.GetBytes($"{request}{i};"), Cancellation);
            }

            await tunnel.CompleteWritesAsync(Cancellation);
        });
        await using var tunnel = await _server.Api.ConnectAgentAsync("work", Cancellation).Within();
        await tunnel.WriteAsync("ask"u8.ToArray(), Cancellation);
        await tunnel.CompleteWritesAsync(Cancellation);

        (await new StreamReader(tunnel).ReadToEndAsync(Cancellation).Within()).ShouldBe("ask0;ask1;ask2;");
    }

    [Fact]
    public async Task Connect_RunnerEndsItsDirection_TheClientStillTalks()
    {
        var heard = new TaskCompletionSource<string>();
        await using var runner = await EchoRunner.StartAsync(_server, async (_, tunnel) =>
        {
            await tunnel.CompleteWritesAsync(Cancellation);
            heard.SetResult(await new StreamReader(tunnel).ReadToEndAsync(Cancellation));
        });
        await using var tunnel = await _server.Api.ConnectAgentAsync("work", Cancellation).Within();

        (await tunnel.ReadAsync(new byte[10], Cancellation).Within()).ShouldBe(0);
        await tunnel.WriteAsync("still here"u8.ToArray(), Cancellation);
        await tunnel.CompleteWritesAsync(Cancellation);

        (await heard.Task.Within()).ShouldBe("still here");
    }

    [Fact]
    public async Task Connect_TextEofInOneByteReads_IsTheEnd()
    {
        await using var runner = await EchoRunner.StartAsync(_server, EchoRunner.EchoAsync);
        await using var tunnel = await _server.Api.ConnectAgentAsync("work", Cancellation).Within();
        await tunnel.WriteAsync("eof"u8.ToArray(), Cancellation);
        await tunnel.CompleteWritesAsync(Cancellation);
        var one = new byte[1];
        var received = "";

        while (await tunnel.ReadAsync(one, Cancellation).Within() > 0)
        {
            received += (char)one[0];
        }

        received.ShouldBe("eof");
    }

    [Fact]
    public async Task Connect_RunnerIsLost_IsNotTakenForAnEnd()
    {
        await using var runner = await EchoRunner.StartAsync(_server, async (_, tunnel) =>
        {
            await tunnel.WriteAsync("half"u8.ToArray(), Cancellation);
            tunnel.Dispose();
        });
        await using var tunnel = await _server.Api.ConnectAgentAsync("work", Cancellation).Within();

        await Should.ThrowAsync<IOException>(() => new StreamReader(tunnel).ReadToEndAsync(Cancellation).Within());
    }

    [Fact]
    public async Task Connect_RunnerIsKilledBeforeItAnswers_TheNextOneHearsOfIt()
    {
        var taken = new TaskCompletionSource();
        Task<TunnelStream> connecting;
        await using (await EchoRunner.StartRawAsync(_server, _ => Task.FromResult(taken.TrySetResult())))
        {
            connecting = _server.Api.ConnectAgentAsync("work", Cancellation);
            await taken.Task.Within();
        }

        var next = Task.Run(async () =>
        {
            await foreach (var request in _server.Api.Tunnels.AcceptAsync("host", Cancellation))
            {
                await using var answer = await _server.Api.Tunnels.OpenAsync("host", request, Cancellation);
                await EchoRunner.EchoAsync(request, answer);
                return;
            }
        }, Cancellation);
        await using var tunnel = await connecting.Within();
        await tunnel.WriteAsync("heard"u8.ToArray(), Cancellation);
        await tunnel.CompleteWritesAsync(Cancellation);

        (await new StreamReader(tunnel).ReadToEndAsync(Cancellation).Within()).ShouldBe("heard");
        await next.Within();
    }

    [Fact]
    public async Task Connect_ClientIsLost_TheRunnerHearsOfIt()
    {
        var ended = new TaskCompletionSource();
        await using var runner = await EchoRunner.StartAsync(_server, async (_, tunnel) =>
        {
            try
            {
                await EchoRunner.EchoAsync(null!, tunnel);
                ended.SetResult();
            }
            catch (IOException lost)
            {
                ended.SetException(lost);
            }
        });
        var tunnel = await _server.Api.ConnectAgentAsync("work", Cancellation).Within();
        await tunnel.WriteAsync("x"u8.ToArray(), Cancellation);

        tunnel.Dispose();

        await Should.ThrowAsync<IOException>(() => ended.Task.Within());
    }

    [Fact]
    public async Task Connect_ClientIsLostAfterItsEnd_TheRunnerHearsOfIt()
    {
        var ended = new TaskCompletionSource<bool>();
        await using var runner = await EchoRunner.StartAsync(_server, async (_, tunnel) =>
        {
            (await tunnel.ReadAsync(new byte[10], Cancellation)).ShouldBe(0);
            try
            {
                for (var i = 0; i < 10_000; i++)
                {
                    await tunnel.WriteAsync(new byte[1000], Cancellation);
                    await Task.Delay(1, Cancellation);
                }

                ended.SetResult(false);
            }
            catch (IOException)
            {
                ended.SetResult(true);
            }
        });
        var tunnel = await _server.Api.ConnectAgentAsync("work", Cancellation).Within();
        await tunnel.CompleteWritesAsync(Cancellation);
        (await tunnel.ReadAsync(new byte[1], Cancellation).Within()).ShouldBe(1);

        tunnel.Dispose();

        (await ended.Task.Within()).ShouldBeTrue();
    }

    [Fact]
    public async Task Connect_ClientCloses_IsARegularEnd()
    {
        var ended = new TaskCompletionSource<int>();
        await using var runner = await EchoRunner.StartAsync(_server, async (_, tunnel) => ended.SetResult(await tunnel.ReadAsync(new byte[10], Cancellation)));
        var tunnel = await _server.Api.ConnectAgentAsync("work", Cancellation).Within();

        await tunnel.DisposeAsync();

        (await ended.Task.Within()).ShouldBe(0);
    }

    [Fact]
    public async Task Connect_ReaderThatStalls_HoldsUpTheWriterInsteadOfMemory()
    {
        var written = 0L;
        await using var runner = await EchoRunner.StartAsync(_server, async (_, tunnel) =>
        {
            var chunk = new byte[64 * 1024];
            for (var i = 0; i < 2000; i++)
            {
                await tunnel.WriteAsync(chunk, Cancellation);
                Interlocked.Add(ref written, chunk.Length);
            }

            await tunnel.CompleteWritesAsync(Cancellation);
        });
        await using var tunnel = await _server.Api.ConnectAgentAsync("work", Cancellation).Within();
        await tunnel.ReadExactlyAsync(new byte[1], Cancellation);

        // 125 MiB wait to be read: what the writer got rid of is in buffers, of which the kernel's are the largest.
        await Task.Delay(200, Cancellation);
        Interlocked.Read(ref written).ShouldBeLessThan(64L << 20);

        var left = 0L;
        var buffer = new byte[256 * 1024];
        while (await tunnel.ReadAsync(buffer, Cancellation).Within() is > 0 and var read)
        {
            left += read;
        }

        left.ShouldBe((2000 * 64 * 1024) - 1);
    }

    [Fact]
    public async Task Connect_ManyAtOnce_EachHasItsOwn()
    {
        await using var runner = await EchoRunner.StartAsync(_server, EchoRunner.EchoAsync);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async n =>
        {
            await using var tunnel = await _server.Api.ConnectAgentAsync("work", Cancellation);
            await tunnel.WriteAsync(Encoding.UTF8.GetBytes($"{n}"), Cancellation);
            await tunnel.CompleteWritesAsync(Cancellation);
            return await new StreamReader(tunnel).ReadToEndAsync(Cancellation);
        })).Within();

        answers.ShouldBe(Enumerable.Range(0, 40).Select(n => $"{n}"));
    }

    [Fact]
    public async Task Connect_RunnerRefuses_ItsWordsArriveBeforeTheUpgrade()
    {
        await using var runner = await EchoRunner.StartRawAsync(_server, request =>
            _server.Api.Tunnels.RefuseAsync("host", request, new TunnelRefusal { Reason = ProblemReason.NotRunning, Message = "The machine is down." }, Cancellation));

        var refused = await Should.ThrowAsync<ApiException>(() => _server.Api.ConnectAgentAsync("work", Cancellation).Within());

        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Reason.ShouldBe(ProblemReason.NotRunning);
        refused.Message.ShouldBe("The machine is down.");
    }

    [Fact]
    public async Task Connect_RunnerIsNotConnected_Unavailable()
    {
        var refused = await Should.ThrowAsync<ApiException>(() => _server.Api.ConnectAgentAsync("work", Cancellation).Within());

        refused.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Reason.ShouldBe(ProblemReason.RunnerUnavailable);
        refused.Message.ShouldContain("'host'");
    }

    [Fact]
    public async Task Connect_RunnerDoesNotDial_TimesOut()
    {
        var asked = new TaskCompletionSource<TunnelRequest>();
        await using var runner = await EchoRunner.StartRawAsync(_server, request =>
        {
            asked.SetResult(request);
            return Task.CompletedTask;
        });
        var connecting = _server.Api.ConnectAgentAsync("work", Cancellation);
        var request = await asked.Task.Within();
        connecting.IsCompleted.ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(10));

        (await Should.ThrowAsync<ApiException>(() => connecting.Within())).Status.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await Should.ThrowAsync<ApiException>(() => _server.Api.Tunnels.OpenAsync("host", request, Cancellation).Within())).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Open_AnotherRunnersTunnel_IsNotFound()
    {
        await _server.AddRunnerAsync("thief");
        var stolen = new TaskCompletionSource<HttpStatusCode>();
        await using var runner = await EchoRunner.StartRawAsync(_server, async request =>
        {
            try
            {
                await _server.Api.Tunnels.OpenAsync("thief", request, Cancellation);
            }
            catch (ApiException refused)
            {
                stolen.SetResult(refused.Status);
            }

            await using var tunnel = await _server.Api.Tunnels.OpenAsync("host", request, Cancellation);
            await EchoRunner.EchoAsync(request, tunnel);
        });

        await using var tunnel = await _server.Api.ConnectAgentAsync("work", Cancellation).Within();

        (await stolen.Task.Within()).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Connect_StoppedEnvironment_SaysHowToStartIt()
    {
        await using var runner = await EchoRunner.StartAsync(_server, EchoRunner.EchoAsync);
        await _server.CreateEnvironmentAsync("resting", new EnvironmentSpec { DesiredPhase = DesiredPhase.Stopped });

        var refused = await Should.ThrowAsync<ApiException>(() => _server.Api.ConnectAgentAsync("resting", Cancellation).Within());

        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Message.ShouldContain("bothy start resting");
    }

    [Fact]
    public async Task Connect_DeletedEnvironment_SaysSo()
    {
        await _server.Api.Environments.DeleteAsync("work", null, Cancellation);

        (await Should.ThrowAsync<ApiException>(() => _server.Api.ConnectAgentAsync("work", Cancellation).Within())).Message.ShouldContain("being deleted");
    }

    [Fact]
    public async Task Accept_AfterARestartOfTheServer_ServesAgain()
    {
        await using var runner = await EchoRunner.StartAsync(_server, EchoRunner.EchoAsync);

        await _server.RestartAsync();

        await Deadline.Until(async () =>
        {
            try
            {
                await using var tunnel = await _server.Api.ConnectAgentAsync("work", Cancellation);
                await tunnel.WriteAsync("x"u8.ToArray(), Cancellation);
                return await tunnel.ReadAsync(new byte[1], Cancellation) == 1;
            }
            catch (ApiException unavailable) when (unavailable.Status == HttpStatusCode.ServiceUnavailable)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task Accept_ASecondLinkOfTheRunner_TakesOver()
    {
        var answers = new List<string>();
        var links = new[] { "older", "newer" };
        foreach (var link in links)
        {
            var socket = await DialLinkAsync();
            var message = new byte[1024];
            var receiving = socket.ReceiveAsync(message, Cancellation);
            Task<TunnelStream> connecting;
            do
            {
                // A link counts a moment after its handshake; until then nobody is there.
                connecting = _server.Api.ConnectAgentAsync("work", Cancellation);
            }
            while (await Task.WhenAny(connecting, receiving).Within() == connecting);

            var received = await receiving.Within();
            var request = JsonSerializer.Deserialize(message.AsSpan(0, received.Count), ApiJson.Default.TunnelRequest)!;
            await _server.Api.Tunnels.RefuseAsync("host", request, new TunnelRefusal { Reason = "Test", Message = link }, Cancellation);
            answers.Add((await Should.ThrowAsync<ApiException>(() => connecting.Within())).Message);
        }

        answers.ShouldBe(links);
    }

    [Fact]
    public async Task ReadLog_Lines_ArriveAsTheyAreWritten()
    {
        var go = new TaskCompletionSource();
        await using var runner = await EchoRunner.StartAsync(_server, async (request, tunnel) =>
        {
            request.Target.ShouldBe(TunnelTarget.Log);
            await tunnel.WriteAsync(Encoding.UTF8.GetBytes($$"""{"source":"image","stream":"info","text":"{{request.Arguments!["follow"]}}"}""" + "\n"), Cancellation);
            await go.Task;
            await tunnel.WriteAsync("""{"text":"last"}"""u8.ToArray(), Cancellation);
            await tunnel.CompleteWritesAsync(Cancellation);
        });
        await using var lines = _server.Api.ReadLogAsync("work", follow: true, Cancellation).GetAsyncEnumerator(Cancellation);

        (await lines.MoveNextAsync().Within()).ShouldBeTrue();
        lines.Current.Text.ShouldBe("true");
        lines.Current.Source.ShouldBe("image");
        go.SetResult();
        (await lines.MoveNextAsync().Within()).ShouldBeTrue();
        lines.Current.Text.ShouldBe("last");
        (await lines.MoveNextAsync().Within()).ShouldBeFalse();
    }

    [Fact]
    public async Task ReadLog_RunnerIsLost_IsNotTakenForTheEnd()
    {
        await using var runner = await EchoRunner.StartAsync(_server, async (_, tunnel) =>
        {
            await tunnel.WriteAsync("{}\n{"u8.ToArray(), Cancellation);
            tunnel.Dispose();
        });
        await using var log = await _server.Api.OpenLogAsync("work", follow: false, Cancellation).Within();

        await Should.ThrowAsync<Exception>(() => new StreamReader(log).ReadToEndAsync(Cancellation).Within());
    }

    [Fact]
    public async Task ReadLog_ReaderLeaves_TheRunnerHearsOfIt()
    {
        var left = new TaskCompletionSource();
        await using var runner = await EchoRunner.StartAsync(_server, async (_, tunnel) =>
        {
            await tunnel.WriteAsync("{}\n"u8.ToArray(), Cancellation);
            try
            {
                (await tunnel.ReadAsync(new byte[1], Cancellation)).ShouldBe(0);
            }
            finally
            {
                left.SetResult();
            }
        });
        var log = await _server.Api.OpenLogAsync("work", follow: true, Cancellation).Within();
        await log.ReadExactlyAsync(new byte[3], Cancellation);

        await log.DisposeAsync();

        await left.Task.Within();
    }

    private async Task<ClientWebSocket> DialLinkAsync()
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {_server.Token}");
        await socket.ConnectAsync(new UriBuilder(_server.Url) { Scheme = "ws", Path = "/api/v1/runners/host/tunnels" }.Uri, Cancellation);
        return socket;
    }
}
