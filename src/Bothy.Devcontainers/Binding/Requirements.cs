using System.Globalization;
using Bothy.Devcontainers.Json;
using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Binding;

/// <summary>Reads <c>hostRequirements</c>.</summary>
internal static class Requirements
{
    public static HostRequirements? Read(ObjectReader reader, Report report)
    {
        const string Name = "hostRequirements";
        if (reader.Object(Name) is not { } source)
        {
            return null;
        }

        var members = new ObjectReader(source, reader.PathOf(Name), report);
        return new HostRequirements
        {
            Cpus = members.Count("cpus", 1),
            Memory = ReadBytes(members, "memory"),
            Storage = ReadBytes(members, "storage"),
            Gpu = ReadGpu(members, report),
        };
    }

    private static GpuRequirement? ReadGpu(ObjectReader reader, Report report)
    {
        var value = reader.Find("gpu");
        switch (value)
        {
            case null or JsoncBoolean { Value: false }:
                return null;
            case JsoncBoolean or JsoncString { Value: "optional" }:
                return new GpuRequirement { IsOptional = value is JsoncString };
            case JsoncObject source:
                var members = new ObjectReader(source, reader.PathOf("gpu"), report);
                return new GpuRequirement { Cores = members.Count("cores", 1), Memory = ReadBytes(members, "memory") };
            default:
                reader.Mismatch(reader.PathOf("gpu"), value, "true, false, \"optional\" or an object");
                return null;
        }
    }

    private static long ReadBytes(ObjectReader reader, string name)
    {
        var text = reader.Text(name);
        if (text is null)
        {
            return 0;
        }

        var unit = text.Length > 2 && text[^1] == 'b' ? "kmgt".IndexOf(text[^2]) + 1 : 0;
        var digits = unit > 0 ? text.AsSpan(..^2) : text;
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= long.MaxValue >> (10 * unit))
        {
            return count << (10 * unit);
        }

        reader.Problem(reader.PathOf(name), reader.Find(name)!, "must be a number of bytes, optionally with kb, mb, gb or tb after it, as in \"4gb\"");
        return 0;
    }
}
