using System.Text;
using Bothy.Images.Tests.Layers;

namespace Bothy.Images.Tests.Erofs;

/// <summary>Layers that a seed says, and the files that should come of them. Names are bytes, one character each.</summary>
internal sealed class RandomLayers
{
    private static readonly int[] Sizes = [0, 1, 100, 1983, 1984, 1985, 2047, 2048, 4031, 4032, 4095, 4096, 4097, 8191, 8192, 70_000, 300_000];
    private readonly Random random;
    private readonly bool isPlain;
    private int names;

    /// <param name="isPlain">Only what GNU tar and ext4 can hold as well.</param>
    public RandomLayers(int seed, bool isPlain = false)
    {
        random = new Random(seed);
        this.isPlain = isPlain;
    }

    /// <summary>What there should be, by path.</summary>
    public SortedDictionary<string, ModelFile> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The first layer: everything that files can be.</summary>
    public byte[] Base(int count, int wide)
    {
        var tar = new TarBuilder();
        Put(tar, "", Directory());
        for (var i = 0; i < count; i++)
        {
            PutNew(tar, AnyDirectory());
        }

        // Far down, with long names.
        var path = NewName();
        for (Put(tar, path, Directory()); path.Length < 3000; Put(tar, path, Directory()))
        {
            path = $"{path}/{NewName(255)}";
        }

        PutNew(tar, path);
        var full = NewName();
        Put(tar, full, Directory());
        for (var i = 0; i < wide; i++)
        {
            Put(tar, $"{full}/{NewName(1 + random.Next(40))}", i % 50 == 0 ? Directory() : File(random.Next(100)));
        }

        Put(tar, NewName(), File(3 << 20));
        Put(tar, NewName(), File(2 << 20, isEmpty: true));
        return tar.ToArray();
    }

    /// <summary>Another layer, which changes some of what there is.</summary>
    public byte[] Change(int count)
    {
        var removals = new List<string>();

        // A name that is longer cannot be said to be removed.
        var before = Files.Keys.Where(path => path.Length is > 0 and < 500 && path.Length - path.LastIndexOf('/') <= 250).ToList();
        for (var i = 0; i < count; i++)
        {
            var path = before[random.Next(before.Count)];
            if (!Files.TryGetValue(path, out var file))
            {
                continue;
            }

            if (file.IsDirectory && random.Next(3) == 0)
            {
                removals.Add($"{path}/.wh..wh..opq");
                RemoveBelow(path);
            }
            else
            {
                removals.Add(Beside(path, ".wh." + path[(path.LastIndexOf('/') + 1)..]));
                RemoveBelow(path);
                Files.Remove(path);
            }
        }

        var additions = new TarBuilder();
        for (var i = 0; i < count; i++)
        {
            var there = Files.Keys.Where(path => path.Length is > 0 and < 2000).ToList();
            var path = there[random.Next(there.Count)];
            if (random.Next(2) == 0)
            {
                Put(additions, path, Files[path].IsDirectory && random.Next(2) == 0 ? Directory() : Any());
            }
            else
            {
                PutNew(additions, AnyDirectory());
            }
        }

        // What is removed is what lower layers made, wherever the layer says it.
        var (first, last) = (new TarBuilder(), new TarBuilder());
        foreach (var removal in removals)
        {
            (random.Next(2) == 0 ? first : last).Pax(("path", Bytes(removal))).File("x");
        }

        return [.. first.Unfinished(), .. additions.Unfinished(), .. last.ToArray()];
    }

    private void PutNew(TarBuilder tar, string directory)
    {
        var path = directory.Length == 0 ? NewName() : $"{directory}/{NewName()}";
        if (path.Length > 3400)
        {
            return;
        }

        var targets = random.Next(8) == 0 ? Files.Where(file => !file.Value.IsDirectory).Select(file => file.Key).ToList() : [];
        if (targets.Count == 0)
        {
            Put(tar, path, Any());
            return;
        }

        var target = targets[random.Next(targets.Count)];
        tar.Pax(("path", Bytes(path)), ("linkpath", Bytes(target))).HardLink("x", "y");
        Files[path] = Files[target];
    }

    private void Put(TarBuilder tar, string path, ModelFile file)
    {
        var records = new List<(string, byte[])>
        {
            ("path", path.Length == 0 ? "./"u8.ToArray() : Bytes(path)),
            ("mtime", Encoding.ASCII.GetBytes(Time(file))),
            ("uid", Encoding.ASCII.GetBytes($"{file.User}")),
            ("gid", Encoding.ASCII.GetBytes($"{file.Group}")),
        };
        records.AddRange(file.Attributes.Select(attribute => ("SCHILY.xattr." + attribute.Key, Convert.FromHexString(attribute.Value))));
        if (file.Target.Length > 0)
        {
            records.Add(("linkpath", Bytes(file.Target)));
        }

        tar.Pax([.. records]).Entry(file.Type, "x", "y", file.Content, file.Mode);
        if (!file.IsDirectory)
        {
            RemoveBelow(path);
        }

        Files[path] = file;
    }

    private void RemoveBelow(string path)
    {
        foreach (var below in Files.Keys.Where(key => key.StartsWith(path + "/", StringComparison.Ordinal)).ToList())
        {
            Files.Remove(below);
        }
    }

    private ModelFile Any() => random.Next(10) switch
    {
        0 or 1 => Directory(),
        2 => New('2', target: NewName(random.Next(6) == 0 ? 4095 : 1 + random.Next(100))),
        3 => New('6'),
        _ => File(Sizes[random.Next(Sizes.Length)], isEmpty: random.Next(10) == 0),
    };

    private ModelFile Directory() => New('5');

    private ModelFile File(int size, bool isEmpty = false)
    {
        var content = new byte[size];
        if (!isEmpty)
        {
            random.NextBytes(content);
        }

        return New('0', content);
    }

    private ModelFile New(char type, byte[]? content = null, string target = "") => new()
    {
        Type = type,
        Mode = type == '2' ? 0x1FFu : (uint)random.Next(0x1000),
        User = random.Next(4) == 0 ? (uint)random.NextInt64(uint.MaxValue) : (uint)random.Next(2000),
        Group = random.Next(4) == 0 ? (uint)random.NextInt64(uint.MaxValue) : 0,
        Seconds = isPlain ? random.NextInt64(-2_000_000_000, 14_000_000_000) : random.NextInt64(-200_000_000_000, 200_000_000_000),
        Nanoseconds = random.Next(3) == 0 ? 0 : (uint)random.Next(1_000_000_000),
        Content = content ?? [],
        Target = target,
        Attributes = type is '0' or '5' && random.Next(4) == 0 ? Attributes(type) : [],
    };

    private Dictionary<string, string> Attributes(char type)
    {
        var attributes = new Dictionary<string, string>();
        for (var i = random.Next(isPlain ? 3 : 20); i >= 0; i--)
        {
            var value = new byte[random.Next(8) == 0 && !isPlain && i == 0 ? 65_000 : random.Next(200)];
            random.NextBytes(value);
            attributes[$"user.{new string('n', 1 + random.Next(200))}{i}"] = Convert.ToHexString(value);
        }

        if (type == '0' && random.Next(2) == 0)
        {
            attributes["security.capability"] = "0100000280000000000000000000000000000000";
        }

        return attributes;
    }

    private string AnyDirectory()
    {
        var directories = Files.Where(file => file.Value.IsDirectory && file.Key.Length < 500).Select(file => file.Key).ToList();
        return directories[random.Next(directories.Count)];
    }

    /// <summary>A name of its own, of any bytes but those that a name cannot have.</summary>
    private string NewName(int length = 12)
    {
        var number = $"{names++:x}";
        var name = new StringBuilder();
        while (name.Length + number.Length < length)
        {
            var next = (char)(1 + random.Next(255));
            name.Append(next == '/' ? '_' : next);
        }

        var whole = name + number;
        return whole.StartsWith(".wh.", StringComparison.Ordinal) ? "_" + whole[1..] : whole;
    }

    private static string Time(ModelFile file)
    {
        // Rounded down to seconds, the rest counts up; as text, the sign is of both.
        var time = file.Seconds + (file.Nanoseconds / 1_000_000_000m);
        return time.ToString("0.000000000", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Beside(string path, string name) => path.LastIndexOf('/') is > 0 and var slash ? $"{path[..slash]}/{name}" : name;

    private static byte[] Bytes(string raw) => Encoding.Latin1.GetBytes(raw);
}
