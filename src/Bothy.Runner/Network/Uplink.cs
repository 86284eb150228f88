using System.Globalization;

namespace Bothy.Runner.Network;

/// <summary>The host's way out.</summary>
internal static class Uplink
{
    private const int UsualMtu = 1500;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private const string Routes6 = "/proc/net/ipv6_route";
    private const string ForwardingOfAll6 = "/proc/sys/net/ipv6/conf/all/forwarding";

    /// <summary>Devices with a default route (<c>/proc/net/route</c>).</summary>
    public static IReadOnlyList<string> Devices() =>
        File.ReadLines("/proc/net/route")
            .Skip(1)
            .Select(line => line.Split('\t'))
            .Where(fields => fields.Length > 7 && fields[1] == "00000000" && fields[7] == "00000000")
            .Select(fields => fields[0])
            .Distinct()
            .ToList();

    /// <summary>Devices with a default route in IPv6 (<c>/proc/net/ipv6_route</c>).</summary>
    public static IReadOnlyList<string> Devices6() =>
        !File.Exists(Routes6)
            ? []
            : File.ReadLines(Routes6)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields is [_, "00", _, _, _, _, _, _, _, not "lo"] && fields[0].Trim('0').Length == 0)
                .Select(fields => fields[9])
                .Distinct()
                .ToList();

    /// <summary>
    /// True if packets can be let through in IPv6 without making the whole host a router, which would end its listening to router
    /// advertisements: the kernel has the setting for single devices (6.17), or the host is a router already.
    /// </summary>
    public static bool CanForwardVersion6() =>
        Devices6() is [var device, ..] && (File.Exists(SingleForwarding6(device)) || IsRouter6());

    /// <summary>The smallest packet limit of the ways out: larger packets from inside would be lost where discovery is filtered.</summary>
    public static int Mtu() =>
        Devices()
            .Select(device => TryRead($"/sys/class/net/{device}/mtu") is { } mtu ? int.Parse(mtu, CultureInfo.InvariantCulture) : UsualMtu)
            .Append(UsualMtu)
            .Min();

    /// <summary>Lets replies come back in through ways out that appear later, as a laptop's do, until cancelled.</summary>
    public static async Task FollowAsync(bool version6, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                AllowForwarding(version6);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A device that is taken away and made anew meanwhile. What does not pass is told to the next environment that starts.
            }
        }
    }

    /// <summary>Lets replies come back in: the kernel decides by the incoming device's own setting (ip-sysctl, <c>conf/INTERFACE/forwarding</c>).</summary>
    public static void AllowForwarding(bool version6)
    {
        foreach (var device in Devices())
        {
            Enable($"/proc/sys/net/ipv4/conf/{device}/forwarding");
        }

        foreach (var device in version6 ? Devices6() : [])
        {
            ForwardVersion6(device);
        }
    }

    /// <summary>Lets IPv6 packets from the device pass, where the host is not a router anyway.</summary>
    public static void ForwardVersion6(string device)
    {
        if (!IsRouter6())
        {
            Enable(SingleForwarding6(device));
        }
    }

    private static bool IsRouter6() => TryRead(ForwardingOfAll6) == "1";

    private static string SingleForwarding6(string device) => $"/proc/sys/net/ipv6/conf/{device}/force_forwarding";

    private static void Enable(string setting)
    {
        if (TryRead(setting) == "0")
        {
            try
            {
                File.WriteAllText(setting, "1");
            }
            catch (Exception exception) when (IsGone(exception, setting))
            {
                // So is the way out.
            }
        }
    }

    /// <returns>Null if there is no such setting, or no such device any more.</returns>
    private static string? TryRead(string setting)
    {
        try
        {
            return File.ReadAllText(setting).Trim();
        }
        catch (Exception exception) when (IsGone(exception, setting))
        {
            return null;
        }
    }

    /// <summary>A device may go between any two looks at it, and what is open of it then cannot be read or written.</summary>
    private static bool IsGone(Exception exception, string setting) => exception is IOException && !File.Exists(setting);
}
