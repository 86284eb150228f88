using Bothy.Volumes.Chunks;
using Bothy.Volumes.Collecting;
using Bothy.Volumes.Checking;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Stores;
using Bothy.Volumes.Tests.Stores;
using Bothy.Volumes.Tests.Versions;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Volumes.Tests.Collecting;

/// <summary>
/// One life of a store that two hosts use, drawn from a seed: versions, forks, names, publications that are given up or take hours, and collections,
/// in between and in the middle of publications, that fail half-way. After each collection everything that must be kept is there and whole.
/// </summary>
internal sealed class CollectionRun : IDisposable
{
    private const int Size = ChunkSize.Minimum;
    private const long Length = 300L * Size;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(70), TimeSpan.FromHours(5), TimeSpan.FromHours(20), TimeSpan.FromHours(25), TimeSpan.FromHours(30)];
    private readonly string root = Directory.CreateTempSubdirectory("bothy-collection-").FullName;
    private readonly Random random;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly DirectoryObjectStore objects;
    private readonly FaultyObjectStore faulty;
    private readonly VersionStore[] hosts;
    private readonly RetentionOptions retention;
    private readonly List<VolumeId> volumes = [];
    private readonly Dictionary<(VolumeId Volume, long Number), VolumeVersion> versions = [];
    private readonly Dictionary<(VolumeId Volume, long Number), Dictionary<long, int>> contents = [];
    private readonly HashSet<(VolumeId Volume, long Number)> named = [];

    public CollectionRun(int seed, CollectionMistake mistake)
    {
        random = new Random(seed);
        objects = new DirectoryObjectStore(Path.Combine(root, "store"));
        faulty = new FaultyObjectStore(objects, seed);
        retention = new() { KeepNewest = 2, Grace = mistake == CollectionMistake.ShortGrace ? TimeSpan.FromHours(1) : Day };
        IObjectStore seen = mistake == CollectionMistake.UnseenSentences ? new BlindStore(faulty) : faulty;
        hosts = [Host(seen, "a"), Host(seen, "b")];
        Collector = Host(faulty, "c");
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private VersionStore Collector { get; }

    public async Task RunAsync(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            await StepAsync();
        }

        await EndAsync();
    }

    public void Dispose()
    {
        foreach (var host in hosts.Append(Collector))
        {
            host.Dispose();
        }

        Directory.Delete(root, recursive: true);
    }

    private async Task StepAsync()
    {
        switch (random.Next(14))
        {
            case < 1:
                await CreateAsync();
                break;
            case < 6:
                await PublishAsync();
                break;
            case < 7:
                await ForkAsync();
                break;
            case < 8:
                await NameAsync();
                break;
            case < 10:
                time.Advance(Pauses[random.Next(Pauses.Length)]);
                break;
            default:
                await CollectAsync();
                break;
        }
    }

    private VersionStore Host(IObjectStore store, string name) =>
        new(store, new() { CacheDirectory = Path.Combine(root, name), CacheBytes = 1 << 20, Publishing = new() { Concurrency = 1 } }, time);

    private async Task CreateAsync()
    {
        if (volumes.Count < 4)
        {
            var id = new VolumeId($"volume-{volumes.Count}");
            volumes.Add(id);
            Note(await hosts[0].Heads(id).BeginAsync(Length, Size, time.GetUtcNow(), Stop), []);
        }
    }

    private async Task PublishAsync()
    {
        if (volumes.Count == 0)
        {
            return;
        }

        var id = volumes[random.Next(volumes.Count)];
        var host = hosts[random.Next(hosts.Length)];
        var from = (await host.Heads(id).FindLatestAsync(Stop))!;
        var changed = Enumerable.Range(0, random.Next(1, 4)).Select(_ => (long)random.Next(300)).Distinct().ToDictionary(chunk => chunk, _ => random.Next(5));
        var giveUp = random.Next(3) == 0;
        var slow = random.Next(3) == 0;
        faulty.BeforePut = key =>
        {
            if (!key.ToString().StartsWith("heads/", StringComparison.Ordinal))
            {
                return;
            }

            faulty.BeforePut = null;
            if (slow)
            {
                // Never longer than a publication may take.
                for (var pause = random.Next(1, 4); pause > 0; pause--)
                {
                    time.Advance(Pauses[random.Next(2)]);
                    Task.Run(CollectAsync, Stop).Wait(Stop);
                }
            }

            if (giveUp)
            {
                throw new IOException("killed before the head");
            }
        };
        try
        {
            var bytes = changed.ToDictionary(each => each.Key, each => Content(each.Value));
            var publication = await host.PublishAsync(
                from, VersionFixture.Ascending(bytes), (chunk, destination, _) => VersionFixture.Give(bytes, chunk, destination), Stop);
            var content = new Dictionary<long, int>(contents[(id, from.Number)]);
            foreach (var (chunk, value) in changed)
            {
                content[chunk] = value;
            }

            Note(publication.Version, content);
        }
        catch (IOException) when (giveUp)
        {
            // What was stored is garbage, or of use to the next one.
        }
        finally
        {
            faulty.BeforePut = null;
        }
    }

    private async Task ForkAsync()
    {
        if (volumes.Count is > 0 and < 6)
        {
            var there = new List<VolumeVersion>();
            await foreach (var version in Collector.Heads(volumes[random.Next(volumes.Count)]).ListAsync(Stop))
            {
                there.Add(version);
            }

            var from = there[random.Next(there.Count)];
            var id = new VolumeId($"fork-{volumes.Count}");
            volumes.Add(id);
            Note(await hosts[1].Heads(id).BeginAsync(from, time.GetUtcNow(), Stop), contents[(from.Volume, from.Number)]);
        }
    }

    private async Task NameAsync()
    {
        if (named.Count > 0 && random.Next(3) == 0)
        {
            var (volume, number) = named.First();
            await hosts[0].ReleaseAsync(volume, number, "name", Stop);
            named.Remove((volume, number));
        }
        else if (volumes.Count > 0)
        {
            var latest = (await hosts[0].Heads(volumes[random.Next(volumes.Count)]).FindLatestAsync(Stop))!;
            await hosts[0].KeepAsync(latest, "name", Stop);
            named.Add((latest.Volume, latest.Number));
        }
    }

    private async Task CollectAsync()
    {
        faulty.FailedCalls = random.Next(3) == 0 ? 0.05 : 0;
        try
        {
            await Collector.CollectAsync(retention, Stop);
        }
        catch (IOException) when (faulty.FailedCalls > 0)
        {
            // Half of it is done.
        }
        finally
        {
            faulty.FailedCalls = 0;
        }

        await CheckAsync();
    }

    private async Task CheckAsync()
    {
        var damage = new List<string>();
        await foreach (var each in new StoreCheck(objects).RunAsync(Stop))
        {
            damage.Add(each);
        }

        damage.ShouldBeEmpty();
        foreach (var id in volumes)
        {
            var newest = versions.Keys.Where(key => key.Volume == id).OrderByDescending(key => key.Number).ToList();
            foreach (var (key, position) in newest.Select((key, position) => (key, position)))
            {
                if (position < retention.KeepNewest || named.Contains(key) || time.GetUtcNow() - versions[key].CreatedAt <= Day)
                {
                    (await new HeadSeries(objects, id).FindAsync(key.Number, Stop)).ShouldBe(versions[key], $"{key} must be kept");
                }
            }

            await CheckContentAsync(newest[random.Next(Math.Min(2, newest.Count))]);
        }
    }

    /// <summary>Read from the store alone.</summary>
    private async Task CheckContentAsync((VolumeId Volume, long Number) key)
    {
        using var fresh = new VersionStore(objects, new(), TimeProvider.System);
        using var opened = fresh.Open(versions[key]);
        foreach (var (chunk, value) in contents[key])
        {
            (await VersionFixture.ReadAsync(opened, chunk * Size, Size)).AsSpan().SequenceEqual(Content(value)).ShouldBeTrue($"chunk {chunk} of {key}");
        }
    }

    /// <summary>In the end nothing is left that nobody needs.</summary>
    private async Task EndAsync()
    {
        foreach (var (volume, number) in named)
        {
            await hosts[0].ReleaseAsync(volume, number, "name", Stop);
        }

        named.Clear();
        CollectionReport report = new(0, 0, 0, 0);
        foreach (var pause in (TimeSpan[])[Day * 3, TimeSpan.Zero, TimeSpan.FromHours(25), TimeSpan.FromHours(25)])
        {
            time.Advance(pause);
            report = await Collector.CollectAsync(retention, Stop);
            await CheckAsync();
        }

        (report.Versions, report.Condemned, report.Deleted).ShouldBe((0, 0, 0));
        Files("packs").ShouldBe(report.Live);
        foreach (var id in volumes)
        {
            Files($"heads/{id}").ShouldBeLessThanOrEqualTo(retention.KeepNewest);
        }
    }

    private int Files(string place)
    {
        var directory = new DirectoryInfo(Path.Combine(objects.Root, place));
        return directory.Exists ? directory.EnumerateFiles("*", SearchOption.AllDirectories).Count() : 0;
    }

    private void Note(VolumeVersion version, Dictionary<long, int> content)
    {
        versions[(version.Volume, version.Number)] = version;
        contents[(version.Volume, version.Number)] = content;
    }

    /// <summary>Few contents, so that the same packs are made again and again.</summary>
    private static byte[] Content(int value)
    {
        var content = new byte[Size];
        new Random(value).NextBytes(content);
        return content;
    }
}
