using System.Net;
using System.Net.Sockets;
using Bothy.Api.Client;
using Bothy.Api.Servers;
using Bothy.Server.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bothy.Server.Tests.Hosting;

public sealed class HostingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_ItsPortWasTakenMeanwhile_ListensElsewhereAndClientsFollow()
    {
        await using var server = await TestServer.StartAsync();
        var before = server.Url;
        await server.StopAsync();
        using var thief = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        thief.Bind(new IPEndPoint(IPAddress.Loopback, before.Port));
        thief.Listen();

        await server.StartAsync();

        server.Url.ShouldNotBe(before);
        thief.Dispose();
        (await server.Api.EnvironmentClasses.ListAsync(Selection.All, Cancellation)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Start_TokenFileIsEmpty_RefusesAndSaysWhatToDo()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(Path.Combine(directory.Path, "server"));
        await File.WriteAllTextAsync(LocalEndpoint.TokenFileIn(directory.Path), "\n", Cancellation);

        var refused = await Should.ThrowAsync<InvalidDataException>(() => RunningServer.StartAsync(
            ServerOptions.Parse(directory.Path, []), NullLoggerFactory.Instance, TimeProvider.System, Cancellation));

        refused.Message.ShouldContain("Remove it");
    }

    [Theory]
    [InlineData("--listen")]
    [InlineData("--listen", "nowhere")]
    [InlineData("--lisen", "127.0.0.1:1")]
    public async Task Run_WrongArguments_IsUsage(params string[] arguments) =>
        (await ServerHost.RunAsync("/nonexistent", arguments, Cancellation)).ShouldBe(2);

    [Fact]
    public async Task Stop_WithOpenWatches_IsQuick()
    {
        var server = await TestServer.StartAsync();
        await using var events = server.Api.EnvironmentClasses.WatchAsync(0, Selection.All, Cancellation).GetAsyncEnumerator(Cancellation);
        (await events.MoveNextAsync().Within()).ShouldBeTrue();

        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await server.DisposeAsync();
    }
}
