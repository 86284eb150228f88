using System.Buffers;

namespace Bothy.Api.Client;

/// <summary>Reads an event stream as the HTML standard defines it (section 9.2.6), as far as this API uses it: UTF-8, <c>data</c> fields, LF or CRLF.</summary>
internal sealed class ServerSentEventReader(Stream stream, TimeSpan silence, TimeProvider time)
{
    private const int LongestEvent = 8 << 20;

    private readonly ArrayBufferWriter<byte> _data = new(4096);
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Null when the stream has ended.</summary>
    /// <exception cref="TimeoutException">Nothing came, not even a comment, for as long as <c>silence</c>.</exception>
    /// <exception cref="InvalidDataException">An event is larger than any that this API sends.</exception>
    public async ValueTask<ServerSentEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        _data.ResetWrittenCount();
        while (true)
        {
            var newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (newline < 0)
            {
                if (!await FillAsync(cancellationToken).ConfigureAwait(false))
                {
                    return null;
                }

                continue;
            }

            var line = _buffer.AsSpan(_start, newline).TrimEnd((byte)'\r');
            _start += newline + 1;
            if (line.Length == 0)
            {
                if (_data.WrittenCount > 0)
                {
                    return new ServerSentEvent(_data.WrittenMemory);
                }
            }
            else
            {
                TakeField(line);
            }
        }
    }

    private void TakeField(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("data:"u8))
        {
            var value = line["data:".Length..];
            if (_data.WrittenCount > 0)
            {
                _data.Write("\n"u8);
            }

            _data.Write(value.StartsWith((byte)' ') ? value[1..] : value);
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestEvent)
            {
                throw new InvalidDataException("The server sent an event of more than 8 MiB.");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).AsTask().WaitAsync(silence, time, cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }
}
