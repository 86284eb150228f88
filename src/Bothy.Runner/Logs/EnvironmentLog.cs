using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bothy.Api.Json;
using Bothy.Api.Logs;

namespace Bothy.Runner.Logs;

/// <summary>
/// The set-up log of one environment: a file of JSON lines, bounded by keeping one older file. Followers are woken by each line.
/// </summary>
internal sealed class EnvironmentLog(string directory, TimeProvider time) : IDisposable
{
    private const string CurrentName = "log.ndjson";
    private const string OlderName = "log.older.ndjson";
    private const long UsualBound = 8 << 20;
    private const int MaximumText = 8192;

    private readonly Lock gate = new();
    private FileStream? file;
    private long length;
    private TaskCompletionSource changed = NewSignal();

    /// <summary>Bytes after which a file is set aside as the older one: together they never take more than twice as much and one line.</summary>
    public long Bound { get; init; } = UsualBound;

    private string Current => Path.Combine(directory, CurrentName);

    private string Older => Path.Combine(directory, OlderName);

    public void Info(string source, string text) => Write(source, "info", text);

    public void Error(string source, string text) => Write(source, "error", text);

    public void Write(string source, string stream, string text)
    {
        var line = new LogLine
        {
            At = time.GetUtcNow(),
            Source = source,
            Stream = stream,
            Text = text.Length > MaximumText ? text[..MaximumText] + " …" : text,
        };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(line, ApiJson.Default.LogLine);
        lock (gate)
        {
            Open();
            file.Write([.. bytes, (byte)'\n']);
            length += bytes.Length + 1;
        }

        Interlocked.Exchange(ref changed, NewSignal()).TrySetResult();
    }

    /// <summary>Lets the file go; the next line opens it again.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            file?.Dispose();
            file = null;
        }
    }

    /// <summary>It stays open from line to line: whatever is inside may write lines as fast as it can.</summary>
    [MemberNotNull(nameof(file))]
    private void Open()
    {
        if (file is not null && length > Bound)
        {
            file.Dispose();
            file = null;
            File.Move(Current, Older, overwrite: true);
        }

        if (file is null)
        {
            Directory.CreateDirectory(directory);
            file = new FileStream(Current, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            length = file.Length;
        }
    }

    /// <summary>Copies the log to <paramref name="destination"/> and, if asked to follow, every further line until cancelled.</summary>
    public async Task CopyToAsync(Stream destination, bool follow, CancellationToken cancellationToken)
    {
        if (File.Exists(Older))
        {
            await CopyFromAsync(Older, 0, destination, cancellationToken);
        }

        long position = 0;
        while (true)
        {
            var signal = Volatile.Read(ref changed).Task;
            if (File.Exists(Current))
            {
                // A shorter file is a new one: the older was moved away.
                position = new FileInfo(Current).Length < position ? 0 : position;
                position = await CopyFromAsync(Current, position, destination, cancellationToken);
            }

            if (!follow)
            {
                return;
            }

            await signal.WaitAsync(cancellationToken);
        }
    }

    private static async Task<long> CopyFromAsync(string path, long position, Stream destination, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous);
        file.Position = position;
        await file.CopyToAsync(destination, cancellationToken);
        await destination.FlushAsync(cancellationToken);
        return file.Position;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
