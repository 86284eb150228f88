using System.Text;
using Bothy.Api.Client;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Api.Tests.Client;

public sealed class ServerSentEventReaderTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_HoweverItIsCut_YieldsTheSameEvents()
    {
        var stream = Encoding.UTF8.GetBytes(": hello\n\nid: 1\ndata: {\"a\":\"ü\"}\n\nid: 2\r\ndata:two\r\ndata: lines\r\n\r\nevent: x\n\ndata: last\n\ndata: cut off");

        for (var size = 1; size <= stream.Length; size++)
        {
            (await ReadAllAsync(new PiecewiseStream(stream, size))).ShouldBe(["{\"a\":\"ü\"}", "two\nlines", "last"]);
        }
    }

    [Fact]
    public async Task Read_LargeEvent_Grows()
    {
        var data = new string('x', 3_000_000);

        (await ReadAllAsync(new PiecewiseStream(Encoding.UTF8.GetBytes($"data: {data}\n\n"), 10_000))).Single().ShouldBe(data);
    }

    [Fact]
    public async Task Read_EndlessEvent_Refused() =>
        await Should.ThrowAsync<InvalidDataException>(() => ReadAllAsync(new PiecewiseStream(new byte[9 << 20], 1 << 20)));

    [Fact]
    public async Task Read_Silence_TimesOut()
    {
        var time = new FakeTimeProvider();
        var reader = new ServerSentEventReader(new SilentStream(), Silence, time);
        var reading = reader.ReadAsync(Cancellation).AsTask();

        time.Advance(Silence - TimeSpan.FromSeconds(1));
        reading.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        await Should.ThrowAsync<TimeoutException>(() => reading);
    }

    private static async Task<List<string>> ReadAllAsync(Stream stream)
    {
        var reader = new ServerSentEventReader(stream, Silence, TimeProvider.System);
        var events = new List<string>();
        while (await reader.ReadAsync(Cancellation) is { } message)
        {
            events.Add(Encoding.UTF8.GetString(message.Data.Span));
        }

        return events;
    }

    private sealed class PiecewiseStream(byte[] content, int size) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }

    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
