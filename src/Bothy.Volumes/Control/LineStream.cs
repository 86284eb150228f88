using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bothy.Volumes.Control;

/// <summary>JSON objects over a stream, one to a line of bounded length.</summary>
internal sealed class LineStream(Stream stream) : IDisposable
{
    private const int Step = 4096;
    private byte[] buffer = new byte[Step];
    private int filled;

    /// <summary>The next object; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">The line is too long, or no such object.</exception>
    public async Task<T?> ReadAsync<T>(JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var searched = 0;
        while (true)
        {
            var end = Array.IndexOf(buffer, (byte)'\n', searched, filled - searched);
            if (end >= 0)
            {
                var parsed = Parse(type, end);
                filled -= end + 1;
                buffer.AsSpan(end + 1, filled).CopyTo(buffer);
                return parsed;
            }

            searched = filled;
            if (filled == buffer.Length)
            {
                Grow();
            }

            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                return filled == 0 ? null : throw new InvalidDataException("The connection ended in the middle of a line.");
            }

            filled += read;
        }
    }

    public async Task WriteAsync<T>(T value, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];
        await stream.WriteAsync(line, cancellationToken);
    }

    public void Dispose() => stream.Dispose();

    private T Parse<T>(JsonTypeInfo<T> type, int length)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(buffer.AsSpan(0, length), type) ?? throw new InvalidDataException("A line says null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"A line cannot be understood: {exception.Message}", exception);
        }
    }

    private void Grow()
    {
        if (buffer.Length >= VolumesProtocol.MaximumLine)
        {
            throw new InvalidDataException($"A line is longer than {VolumesProtocol.MaximumLine} bytes.");
        }

        Array.Resize(ref buffer, buffer.Length * 2);
    }
}
