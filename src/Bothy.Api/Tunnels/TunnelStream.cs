using System.Net.WebSockets;

namespace Bothy.Api.Tunnels;

/// <summary>Opaque bytes in both directions through the API. One reader and one writer at a time; the directions are independent.</summary>
/// <remarks>
/// A read returns 0 when the peer has ended its direction, and throws <see cref="IOException"/> when the tunnel broke: an end is never
/// confused with a loss. Only asynchronous calls are supported; cancelling one breaks the tunnel. Framing: <see cref="TunnelFrames"/>.
/// </remarks>
public sealed class TunnelStream : Stream
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly WebSocket _socket;
    private readonly byte[] _text = new byte[TunnelFrames.EndOfDirection.Length];
    private int _textLength;
    private bool _readEnded;
    private bool _writeEnded;
    private bool _disposed;

    /// <param name="socket">An open WebSocket, which the stream owns from now on.</param>
    public TunnelStream(WebSocket socket) => _socket = socket;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends this side's direction; reading goes on.</summary>
    /// <exception cref="IOException">The tunnel broke.</exception>
    public async ValueTask CompleteWritesAsync(CancellationToken cancellationToken)
    {
        if (!_writeEnded)
        {
            await SendAsync(TunnelFrames.EndOfDirection, WebSocketMessageType.Text, cancellationToken).ConfigureAwait(false);
            _writeEnded = true;
        }
    }

    /// <exception cref="IOException">The tunnel broke; bytes that the peer sent may be missing.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_readEnded && buffer.Length > 0)
        {
            var received = await ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            switch (received.MessageType)
            {
                case WebSocketMessageType.Binary when received.Count > 0:
                    return received.Count;
                case WebSocketMessageType.Text:
                    TakeText(buffer.Span[..received.Count], received.EndOfMessage);
                    break;
                case WebSocketMessageType.Close:
                    TakeClose();
                    break;
            }
        }

        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <exception cref="IOException">The tunnel broke.</exception>
    /// <exception cref="InvalidOperationException">This side has ended its direction.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_writeEnded)
        {
            throw new InvalidOperationException("This direction of the tunnel has ended.");
        }

        if (buffer.Length > 0)
        {
            await SendAsync(buffer, WebSocketMessageType.Binary, cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Does nothing: every write is sent at once.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    /// <summary>Closes both directions; the peer sees a regular end.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            try
            {
                using var timeout = new CancellationTokenSource(CloseTimeout);
                if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token).ConfigureAwait(false);
                }
            }
            catch (Exception broken) when (broken is WebSocketException or OperationCanceledException or InvalidOperationException or IOException)
            {
                // The peer is gone already, and closing is all that was left to do.
            }
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Use ReadAsync.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Use WriteAsync.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _socket.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is WebSocketException or ObjectDisposedException)
        {
            throw new IOException("The tunnel broke: " + broken.Message, broken);
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, CancellationToken cancellationToken)
    {
        try
        {
            await _socket.SendAsync(bytes, type, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            throw new IOException("The tunnel broke: " + broken.Message, broken);
        }
    }

    private void TakeText(ReadOnlySpan<byte> part, bool last)
    {
        if (_textLength + part.Length > _text.Length)
        {
            throw new IOException("The tunnel's peer sent a text message that is not part of the protocol.");
        }

        part.CopyTo(_text.AsSpan(_textLength));
        _textLength += part.Length;
        if (last)
        {
            _readEnded = _text.AsSpan(0, _textLength).SequenceEqual(TunnelFrames.EndOfDirection.Span)
                ? true
                : throw new IOException("The tunnel's peer sent a text message that is not part of the protocol.");
            _textLength = 0;
        }
    }

    private void TakeClose() =>
        _readEnded = _socket.CloseStatus == WebSocketCloseStatus.NormalClosure
            ? true
            : throw new IOException($"The tunnel broke: {_socket.CloseStatusDescription ?? _socket.CloseStatus?.ToString() ?? "no reason given"}");
}
