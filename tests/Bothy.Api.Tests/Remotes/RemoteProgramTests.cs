using System.IO.Pipelines;
using System.Text;
using Bothy.Api.Remotes;

namespace Bothy.Api.Tests.Remotes;

public sealed class RemoteProgramTests
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Streams_OfAProgram_ArriveWholeWithItsExitCode()
    {
        var (program, user) = Connect();
        await user.SendAsync(new RemoteRequest { Operation = RemoteRequest.Ssh }, cancellation);
        (await program.ReceiveRequestAsync(cancellation)).Operation.ShouldBe(RemoteRequest.Ssh);
        await program.SendAsync(new RemoteResponse(), cancellation);
        (await user.ReceiveResponseAsync(cancellation)).Refusal.ShouldBeNull();
        var input = new byte[300_000];
        Random.Shared.NextBytes(input);
        var (echo, output, error) = (new Pipe(), new MemoryStream(), new MemoryStream());
        var served = RemoteProgram.ServeAsync(
            program, echo.Writer.AsStream(), echo.Reader.AsStream(), new MemoryStream(Encoding.UTF8.GetBytes("said")), Task.FromResult(7), cancellation);

        var code = await RemoteProgram.UseAsync(user, new MemoryStream(input), output, error, cancellation);
        await user.DisposeAsync();
        await served;

        code.ShouldBe(7);
        output.ToArray().AsSpan().SequenceEqual(input).ShouldBeTrue();
        Encoding.UTF8.GetString(error.ToArray()).ShouldBe("said");
    }

    [Fact]
    public async Task Use_OtherSideLeaves_Fails()
    {
        var (program, user) = Connect();
        await program.DisposeAsync();

        await Should.ThrowAsync<IOException>(() => RemoteProgram.UseAsync(user, Stream.Null, Stream.Null, Stream.Null, cancellation));
    }

    private static (RemoteConnection Program, RemoteConnection User) Connect()
    {
        var (one, other) = (new Pipe(), new Pipe());
        return (new RemoteConnection(new Duplex(one.Reader.AsStream(), other.Writer.AsStream())),
            new RemoteConnection(new Duplex(other.Reader.AsStream(), one.Writer.AsStream())));
    }
}
