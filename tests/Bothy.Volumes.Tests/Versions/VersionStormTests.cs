using Bothy.Volumes.Heads;
using static Bothy.Volumes.Tests.Versions.VersionFixture;

namespace Bothy.Volumes.Tests.Versions;

/// <summary>
/// Publications, forks, takeovers, reads, restarts and faults of the store in random order, several at once, against a model: every version
/// that exists has its bytes for ever, and a publication that failed can be done again.
/// </summary>
public sealed class VersionStormTests
{
    private const long Chunks = 20_000;

    /// <summary>./test --soak tries new seeds, too.</summary>
    public static TheoryData<bool, int> Seeds
    {
        get
        {
            var seeds = new TheoryData<bool, int> { { false, 11 }, { true, 12 }, { true, 13 } };
            for (var i = 0; i < (Environment.GetEnvironmentVariable("BOTHY_SOAK") == "1" ? 100 : 0); i++)
            {
                seeds.Add(i % 2 == 0, Random.Shared.Next());
            }

            return seeds;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Versions_WhateverHappens_KeepTheirBytes(bool remote, int seed)
    {
        using var fixture = new VersionFixture(remote, seed, cacheBytes: 12 * Size);
        var random = new Random(seed);
        var created = await fixture.CreateAsync(Chunks * Size);
        var volumes = new List<VolumeModel> { new(created, []) };
        var versions = new List<(VolumeVersion Version, Dictionary<long, byte[]> Model)> { (created, []) };
        for (var step = 0; step < 25; step++)
        {
            var context = $"seed {seed}, step {step}";
            (fixture.Faulty.FailedCalls, fixture.Faulty.LostAnswers) = random.Next(2) == 0 ? (0, 0) : (0.05, 0.05);
            switch (random.Next(6))
            {
                case 0 when volumes.Count < 6:
                    var (content, model) = versions[random.Next(versions.Count)];
                    var fork = await RetryAsync(() => fixture.Store.Heads(new($"fork-{step}")).BeginAsync(content, TimeProvider.System.GetUtcNow(), Stop));
                    volumes.Add(new(fork, model));
                    break;
                case 1:
                    var taken = volumes[random.Next(volumes.Count)];
                    var claim = await RetryAsync(() => fixture.Store.Heads(taken.Version.Volume).ClaimAsync(TimeProvider.System.GetUtcNow(), Stop));
                    (taken.Version, taken.Stale) = (claim, taken.Version);
                    break;
                case 2:
                    fixture.Reopen();
                    break;
                case 3 when volumes.Find(volume => volume.Stale is not null) is { } stale:
                    var lost = Change(random, stale.Model);
                    await Should.ThrowAsync<FencedException>(() => RetryAsync(() => fixture.PublishAsync(stale.Stale!, lost)), context);
                    break;
                default:
                    // All volumes at once.
                    var changes = volumes.Select(volume => Change(random, volume.Model)).ToList();
                    var published = await Task.WhenAll(volumes.Select((volume, i) => RetryAsync(() => fixture.PublishAsync(volume.Version, changes[i]))));
                    for (var i = 0; i < published.Length; i++)
                    {
                        volumes[i].Apply(published[i], changes[i]);
                        versions.Add((published[i], volumes[i].Model));
                    }

                    break;
            }

            var readers = Enumerable.Range(0, 3).Select(_ => (versions[random.Next(versions.Count)], random.Next())).ToList();
            await Task.WhenAll(readers.Select(reader => Task.Run(() => CheckAsync(fixture, reader.Item1.Version, reader.Item1.Model, new(reader.Item2), context))));
        }
    }

    /// <summary>Again until it is done, as whoever publishes does.</summary>
    private static async Task<T> RetryAsync<T>(Func<Task<T>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (IOException exception) when (exception is not FencedException && attempt < 500)
            {
                // The store failed.
            }
        }
    }

    private static Dictionary<long, byte[]> Change(Random random, Dictionary<long, byte[]> model)
    {
        var changed = new Dictionary<long, byte[]>();
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            var chunk = random.Next(2) == 0 && model.Count > 0 ? model.Keys.ElementAt(random.Next(model.Count)) : random.NextInt64(Chunks);
            changed[chunk] = random.Next(4) == 0 ? new byte[Size] : Chunk(random);
        }

        return changed;
    }

    private static async Task CheckAsync(VersionFixture fixture, VolumeVersion version, Dictionary<long, byte[]> model, Random random, string context)
    {
        using var opened = fixture.Store.Open(version);
        for (var i = 0; i < 6; i++)
        {
            var chunk = random.Next(3) > 0 && model.Count > 0 ? model.Keys.ElementAt(random.Next(model.Count)) : random.NextInt64(Chunks);
            var within = random.Next(Size - 4096);
            var expected = model.TryGetValue(chunk, out var content) ? content[within..(within + 4096)] : new byte[4096];
            (await ReadAsync(opened, (chunk * Size) + within, 4096)).AsSpan().SequenceEqual(expected).ShouldBeTrue($"{context}: {version}, chunk {chunk}");
        }
    }

    private sealed class VolumeModel(VolumeVersion version, Dictionary<long, byte[]> model)
    {
        public VolumeVersion Version { get; set; } = version;

        /// <summary>What a host has that lost the volume.</summary>
        public VolumeVersion? Stale { get; set; }

        public Dictionary<long, byte[]> Model { get; private set; } = model;

        public void Apply(VolumeVersion published, Dictionary<long, byte[]> changed)
        {
            Model = new(Model);
            foreach (var (chunk, content) in changed)
            {
                Model[chunk] = content;
            }

            Version = published;
        }
    }
}
