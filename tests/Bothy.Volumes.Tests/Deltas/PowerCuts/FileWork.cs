using System.Security.Cryptography;
using System.Text;
using Bothy.Linux.Paths;

namespace Bothy.Volumes.Tests.Deltas.PowerCuts;

/// <summary>
/// Work on files in which every step ends with fsync, and is written down with the moments of its begin and end. From that follows what must be
/// found after a power cut at any moment. Between the steps, things are written that nobody brings to stable storage.
/// </summary>
/// <param name="position">The present moment.</param>
internal sealed class FileWork(string directory, Random random, Func<long> position)
{
    private const int Names = 12;
    private const int LineLength = 64;
    private readonly List<Step> steps = [];

    public void Run(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            var name = $"file{random.Next(Names)}";
            switch (random.Next(6))
            {
                case 0:
                    Do(name, number, () => Write(Path.Combine(directory, name), number));
                    break;
                case 1:
                    Do(name, number, () =>
                    {
                        Write(Path.Combine(directory, "unfinished"), number);
                        File.Move(Path.Combine(directory, "unfinished"), Path.Combine(directory, name), overwrite: true);
                    });
                    break;
                case 2:
                    Do(name, 0, () => File.Delete(Path.Combine(directory, name)));
                    break;
                case 3:
                    File.WriteAllBytes(Path.Combine(directory, $"noise{random.Next(Names)}"), Content(number));
                    break;
                default:
                    Do("log", number, () => Append(number));
                    break;
            }
        }
    }

    /// <summary>Compares what is found after a power cut at a moment.</summary>
    public void Check(string found, long cut)
    {
        foreach (var name in steps.Select(step => step.Name).Where(name => name != "log").Distinct())
        {
            var begun = steps.Where(step => step.Name == name && step.Begin < cut).ToList();
            if (begun.Count == 0)
            {
                continue;
            }

            var ended = begun.LastOrDefault(step => step.End <= cut);
            if (ended == begun[^1])
            {
                Holds(found, name, ended.Number).ShouldBeTrue($"{name} has not what step {ended.Number} brought to stable storage");
            }
        }

        var lines = steps.Where(step => step.Name == "log" && step.End <= cut).Select(step => Line(step.Number)).ToList();
        var log = File.Exists(Path.Combine(found, "log")) ? File.ReadAllText(Path.Combine(found, "log")) : "";
        log.StartsWith(string.Concat(lines), StringComparison.Ordinal).ShouldBeTrue($"the log lacks some of {lines.Count} lines");
    }

    private static bool Holds(string directory, string name, int number)
    {
        var path = Path.Combine(directory, name);
        return number == 0 ? !File.Exists(path) : File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(Content(number));
    }

    private void Do(string name, int number, Action step)
    {
        var begin = position();
        step();
        DurableFile.SyncDirectory(directory);
        steps.Add(new(name, number, begin, position()));
    }

    /// <summary>Anew, so that no old content is left where the new one is not yet.</summary>
    private static void Write(string path, int number)
    {
        using var file = new FileStream(path, FileMode.Create);
        file.Write(Content(number));
        file.Flush(flushToDisk: true);
    }

    private void Append(int number)
    {
        using var file = new FileStream(Path.Combine(directory, "log"), FileMode.Append);
        file.Write(Encoding.ASCII.GetBytes(Line(number)));
        file.Flush(flushToDisk: true);
    }

    private static string Line(int number) => Convert.ToHexString(SHA256.HashData(BitConverter.GetBytes(number)))[..(LineLength - 1)] + "\n";

    private static byte[] Content(int number)
    {
        var random = new Random(number);
        var content = new byte[random.Next(1, 60_000)];
        random.NextBytes(content);
        return content;
    }

    /// <param name="Number">Says what the file holds afterwards; 0: it is gone.</param>
    private sealed record Step(string Name, int Number, long Begin, long End);
}
