using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bothy.Linux.Paths;
using Bothy.Runner.Disks;
using Bothy.Runner.Installation;

namespace Bothy.Runner.Builds;

/// <summary>
/// The layers of earlier builds: one disk for each environment. A build, whose Dockerfile anybody inside may have written, can leave whatever it likes there, and
/// it must meet nobody else. A disk goes with its environment, when it was not used for a time, or when it is full; only the latest few are kept.
/// </summary>
internal sealed class BuildCaches(HostDisks disks, InstallationPaths installation, TimeProvider time)
{
    private const int Most = 8;

    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> gates = new();
    private readonly string index = Path.Combine(installation.Data, "runner", "builds", "caches.json");
    private readonly Lock file = new();

    /// <summary>The cache of an environment; known without looking.</summary>
    public static Guid IdOf(Guid environment) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"build cache\nenvironment {environment}")).AsSpan(0, 16));

    /// <summary>True while a build may use this disk.</summary>
    public bool IsInUse(Guid id) => gates.TryGetValue(id, out var gate) && gate.CurrentCount == 0;

    /// <summary>Has <paramref name="build"/> use the cache, alone, with the path where it is mounted.</summary>
    /// <param name="limit">Bytes that it may hold.</param>
    public async Task<T> UseAsync<T>(Guid id, long limit, Func<string, Task<T>> build, CancellationToken cancellationToken)
    {
        var gate = gates.GetOrAdd(id, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            Note(id);
            var path = await disks.AttachAsync(id, limit, hasContent: false, cancellationToken);
            try
            {
                return await build(path);
            }
            finally
            {
                await disks.DetachAsync(id, CancellationToken.None);
            }
        }
        finally
        {
            gate.Release();
            await RemoveUnusedAsync(TimeSpan.MaxValue, CancellationToken.None);
        }
    }

    /// <summary>Throws away what was not used for a time, and all but the latest few.</summary>
    public async Task RemoveUnusedAsync(TimeSpan unusedFor, CancellationToken cancellationToken)
    {
        List<Guid> unused;
        lock (file)
        {
            var used = Read().OrderByDescending(pair => pair.Value).ToList();
            unused = [.. used.Where((pair, index) => index >= Most || time.GetUtcNow() - pair.Value >= unusedFor).Select(pair => pair.Key)];
        }

        foreach (var id in unused)
        {
            await DeleteAsync(id, cancellationToken);
        }
    }

    /// <summary>Throws the cache of an environment away, if it has one.</summary>
    public async Task DeleteOfAsync(Guid environment, CancellationToken cancellationToken)
    {
        bool isKnown;
        lock (file)
        {
            isKnown = Read().ContainsKey(IdOf(environment));
        }

        if (isKnown)
        {
            await DeleteAsync(IdOf(environment), cancellationToken);
        }
    }

    /// <summary>Throws a cache away, unless it is in use.</summary>
    public async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        var gate = gates.GetOrAdd(id, static _ => new SemaphoreSlim(1, 1));
        if (!await gate.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return;
        }

        try
        {
            await disks.DetachAsync(id, cancellationToken);
            await disks.DeleteAsync(id, cancellationToken);
            Forget(id);
        }
        finally
        {
            gate.Release();
        }
    }

    private void Note(Guid id)
    {
        lock (file)
        {
            var used = Read();
            used[id] = time.GetUtcNow();
            Write(used);
        }
    }

    private void Forget(Guid id)
    {
        lock (file)
        {
            var used = Read();
            if (used.Remove(id))
            {
                Write(used);
            }
        }
    }

    private Dictionary<Guid, DateTimeOffset> Read() =>
        File.Exists(index) ? JsonSerializer.Deserialize(File.ReadAllBytes(index), BuildJson.Default.DictionaryGuidDateTimeOffset)! : [];

    private void Write(Dictionary<Guid, DateTimeOffset> used)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(index)!);
        DurableFile.Replace(index, JsonSerializer.SerializeToUtf8Bytes(used, BuildJson.Default.DictionaryGuidDateTimeOffset));
    }
}
