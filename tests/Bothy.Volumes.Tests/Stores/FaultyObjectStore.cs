using System.Runtime.CompilerServices;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Tests.Stores;

/// <summary>A store elsewhere, as bad as it is told to be: over a real one. It is not a directory of this host to those who use it.</summary>
internal sealed class FaultyObjectStore(IObjectStore inner, int seed) : IObjectStore
{
    private readonly Lock gate = new();
    private readonly Random random = new(seed);
    private int reads;
    private int puts;

    public string Description => $"faulty {inner.Description}";

    /// <summary>The part of all calls that fail before they do anything.</summary>
    public double FailedCalls { get; set; }

    /// <summary>The part of puts that are done and then fail: their answer is lost.</summary>
    public double LostAnswers { get; set; }

    /// <summary>The part of reads that give other bytes than were asked for.</summary>
    public double WrongBytes { get; set; }

    /// <summary>The part of reads that fill in some bytes, and then fail.</summary>
    public double ShortReads { get; set; }

    /// <summary>Each call takes up to as long.</summary>
    public TimeSpan Slowness { get; set; }

    /// <summary>Held up until it completes; null for not at all.</summary>
    public Task? Gate { get; set; }

    /// <summary>Called before each listing; may throw.</summary>
    public Action? BeforeList { get; set; }

    /// <summary>Called before each put; may throw.</summary>
    public Action<ObjectKey>? BeforePut { get; set; }

    public int Reads => Volatile.Read(ref reads);

    public int Puts => Volatile.Read(ref puts);

    public List<ObjectKey> ReadKeys { get; } = [];

    public async Task<PutOutcome> PutAsync(ObjectKey key, IReadOnlyList<ReadOnlyMemory<byte>> content, CancellationToken cancellationToken)
    {
        await BeginAsync(key, cancellationToken);
        Interlocked.Increment(ref puts);
        BeforePut?.Invoke(key);
        var outcome = await inner.PutAsync(key, content, cancellationToken);
        return Happens(LostAnswers) ? throw new IOException($"The answer to the put of {key} was lost.") : outcome;
    }

    public async Task ReadAsync(ObjectKey key, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await BeginAsync(key, cancellationToken);
        CountRead(key);
        await inner.ReadAsync(key, offset, destination, cancellationToken);
        if (destination.Length > 0 && Happens(ShortReads))
        {
            destination.Span[(destination.Length / 2)..].Fill(0xEE);
            throw new EndOfStreamException($"The answer for {key} was cut off.");
        }

        Spoil(destination.Span);
    }

    public async Task<byte[]> ReadAllAsync(ObjectKey key, int maximumLength, CancellationToken cancellationToken)
    {
        await BeginAsync(key, cancellationToken);
        CountRead(key);
        var content = await inner.ReadAllAsync(key, maximumLength, cancellationToken);
        Spoil(content);
        return content;
    }

    public async Task<long?> FindLengthAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        await BeginAsync(key, cancellationToken);
        return await inner.FindLengthAsync(key, cancellationToken);
    }

    public async IAsyncEnumerable<ObjectKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await BeginAsync(null, cancellationToken);
        BeforeList?.Invoke();
        await foreach (var key in inner.ListAsync(prefix, cancellationToken))
        {
            yield return key;
        }
    }

    public async Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        await BeginAsync(key, cancellationToken);
        await inner.DeleteAsync(key, cancellationToken);
    }

    public void Dispose()
    {
    }

    private async Task BeginAsync(ObjectKey? key, CancellationToken cancellationToken)
    {
        if (Gate is { } held)
        {
            await held.WaitAsync(cancellationToken);
        }

        if (Slowness > TimeSpan.Zero)
        {
            await Task.Delay(Slowness * Part(), cancellationToken);
        }

        if (Happens(FailedCalls))
        {
            throw new IOException($"The store did not answer for {key}.");
        }
    }

    private void CountRead(ObjectKey key)
    {
        Interlocked.Increment(ref reads);
        lock (gate)
        {
            ReadKeys.Add(key);
        }
    }

    private void Spoil(Span<byte> bytes)
    {
        if (bytes.Length > 0 && Happens(WrongBytes))
        {
            lock (gate)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            }
        }
    }

    private bool Happens(double part) => part > 0 && Part() < part;

    private double Part()
    {
        lock (gate)
        {
            return random.NextDouble();
        }
    }
}
