using System.Diagnostics;
using System.Text;
using Bothy.Devcontainers.Lifecycle;
using Bothy.Devcontainers.Tests.Support;
using CsCheck;

namespace Bothy.Devcontainers.Tests.Robustness;

/// <summary>Whatever a repository or an image holds, reading ends in a configuration or a failure, soon.</summary>
public sealed class HostileInputTests
{
    private const string Sample =
        """
        // A comment.
        {
          "name": "x${localEnv:A:b}", "image": "debian", "build": { "args": {} }, "containerEnv": { "A": "1" }, "remoteEnv": { "B": null },
          "forwardPorts": [1, "db:2"], "portsAttributes": { "1": { "label": "é" } }, "mounts": ["type=bind,source=/a,target=/b", { "type": "volume" }],
          "hostRequirements": { "cpus": 2, "memory": "4gb", "gpu": { "cores": 1 } }, "waitFor": "onCreateCommand", "features": { "x:1": {} },
          "workspaceFolder": "/w", "workspaceMount": "source=${localWorkspaceFolder},target=/w,type=bind", "extensions": ["a"], "settings": {},
          "onCreateCommand": ["a", "b"], "postCreateCommand": { "a": "b", "c": ["d"] }, "postStartCommand": "${containerEnv:PATH:x}", "secrets": { "K": {} },
        }
        """;

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", ",", ":", "\"", "null", "true", "1e999", "-0", "\"\\ud800\"", "/*", "//", "\n", "\0", "${", "${containerEnv:", "\uFEFF", "\"a\":", "\\", "1",
        "\"postCreateCommand\":", "\"workspaceMount\":", "\"hostRequirements\":", "\"forwardPorts\":", "\"remoteEnv\":", "😀", "\u2028",
    ];

    private static readonly Gen<string> Mutated = Gen.Select(
        Gen.Int[0, Sample.Length], Gen.Int[0, 30], Gen.OneOf(Fragments),
        (at, length, fragment) => Sample[..at] + fragment + Sample[Math.Min(at + length, Sample.Length)..]);

    [Fact]
    public void Read_ArbitraryBytes_NeverThrows() => Gen.Byte.Array[0, 200].Sample(ReadAll, iter: 2000);

    [Fact]
    public void Read_ArbitraryFragments_NeverThrows() =>
        Gen.OneOf(Fragments).Array[0, 40].Sample(parts => ReadAll(Encoding.UTF8.GetBytes(string.Concat(parts))), iter: 2000);

    [Fact]
    public void Read_MutatedConfiguration_NeverThrows() => Mutated.Sample(text => ReadAll(Encoding.UTF8.GetBytes(text)), iter: 2000);

    [Fact]
    public void Read_MutatedBytes_NeverThrows() =>
        Gen.Select(Gen.Int[0, Sample.Length - 1], Gen.Byte).Sample(
            (at, value) =>
            {
                var bytes = Encoding.UTF8.GetBytes(Sample);
                bytes[at] = value;
                ReadAll(bytes);
            },
            iter: 2000);

    [Fact]
    public void Read_Twice_GivesTheSame() => Mutated.Sample(
        text => Describe(Support.Reading.Read(text)) == Describe(Support.Reading.Read(text)), iter: 500);

    private static readonly Dictionary<string, string> Bombs = new()
    {
        ["open arrays"] = new string('[', 1 << 20),
        ["open braces of variables"] = $"{{\"name\": \"{string.Concat(Enumerable.Repeat("${", 250_000))}\"}}",
        ["variables without end"] = $"{{\"name\": \"{string.Concat(Enumerable.Repeat("${a\\n", 200_000))}\"}}",
        ["many variables"] = $"{{\"name\": \"{string.Concat(Enumerable.Repeat("${localEnv:A:b}", 60_000))}\"}}",
        ["one long line"] = $"{{\"customizations\": {{\"x\": [{string.Join(',', Enumerable.Repeat("1", 500_000))}]}}}}",
        ["unknown names"] = $"{{{string.Join(',', Enumerable.Range(0, 80_000).Select(number => $"\"k{number}\":1"))}}}",
        ["long unknown name"] = $"{{\"{new string('p', 1_000_000)}\":1}}",
        ["wrong ports"] = $"{{\"forwardPorts\": [{string.Join(',', Enumerable.Repeat("-1", 300_000))}]}}",
        ["mounts of one target"] = $"{{\"mounts\": [{string.Join(',', Enumerable.Repeat("\"target=/x\"", 80_000))}]}}",
        ["mount options"] = $"{{\"mounts\": [\"{new string(',', 1_000_000)}\"]}}",
        ["newlines"] = new string('\n', (1 << 20) - 1) + "x",
    };

    public static TheoryData<string> BombNames => [.. Bombs.Keys];

    /// <summary>A quadratic step would take minutes at this size.</summary>
    [Theory]
    [MemberData(nameof(BombNames))]
    public void Read_Bomb_EndsSoon(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(Bombs[name]);
        bytes.Length.ShouldBeLessThanOrEqualTo(1 << 20, name);
        var watch = Stopwatch.StartNew();

        ReadAll(bytes);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20), name);
    }

    /// <summary>Reads the bytes as a file, then as an image's label, and uses what comes out.</summary>
    private static void ReadAll(byte[] bytes)
    {
        var files = new MemoryFiles().Add(".devcontainer/devcontainer.json", bytes);
        Use(DevcontainerReader.Read(files, Support.Reading.Request), null);
        var label = new Dictionary<string, string> { ["devcontainer.metadata"] = Encoding.UTF8.GetString(bytes) };
        Use(DevcontainerReader.Read(new MemoryFiles(), Support.Reading.Request), label);
    }

    private static void Use(DevcontainerReading reading, Dictionary<string, string>? label)
    {
        if (reading is DevcontainerReading.Failed failed)
        {
            failed.Failure.Message.ShouldNotBeNullOrEmpty();
            failed.Failure.Message.Length.ShouldBeLessThan(100_000);
            return;
        }

        var merged = ((DevcontainerReading.Loaded)reading).Configuration.Merge(label);
        merged.Warnings.FirstOrDefault(warning => warning.Length >= 2000 || warning.Any(char.IsControl)).ShouldBeNull();
        LifecyclePlan.For(merged.SubstituteInContainer(new Dictionary<string, string> { ["PATH"] = "/bin" }))
            .Steps.FirstOrDefault(step => step.Command.Processes.Any(process => process.Arguments.Count == 0)).ShouldBeNull();
    }

    private static string Describe(DevcontainerReading reading) => reading switch
    {
        DevcontainerReading.Failed failed => failed.Failure.Message,
        DevcontainerReading.Loaded loaded => string.Join('\n', loaded.Configuration.Warnings) + loaded.Configuration.Name,
        _ => "",
    };
}
