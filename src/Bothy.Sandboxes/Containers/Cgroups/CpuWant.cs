using System.Globalization;

namespace Bothy.Sandboxes.Containers.Cgroups;

/// <summary>What tells that an environment wants more CPU than it has.</summary>
/// <param name="Throttled">How often its quota has stopped it.</param>
/// <param name="Waited">How long something in it has waited for a processor (the kernel's "PSI"); zero where the kernel does not count that.</param>
public readonly record struct CpuWant(long Throttled, TimeSpan Waited)
{
    private const string Total = "total=";

    internal static TimeSpan ReadWaited(string group)
    {
        var file = Path.Combine(group, "cpu.pressure");
        try
        {
            var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith("some ", StringComparison.Ordinal)) : null;
            var total = line?.Split(' ').FirstOrDefault(word => word.StartsWith(Total, StringComparison.Ordinal));
            return total is null ? TimeSpan.Zero : TimeSpan.FromMicroseconds(long.Parse(total[Total.Length..], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // A kernel that was started without, or the group just went.
            return TimeSpan.Zero;
        }
    }
}
