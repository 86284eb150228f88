using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Netlink;

/// <summary>The kernel refused what a netlink message asked for.</summary>
/// <param name="what">What the message was to do.</param>
/// <param name="errno">The kernel's answer.</param>
/// <param name="reason">The kernel's words, where it had some.</param>
public sealed class NetlinkException(string what, Errno errno, string? reason)
    : IOException($"The kernel refused to {what}: {reason ?? Marshal.GetPInvokeErrorMessage((int)errno)} ({errno})")
{
    public Errno Errno { get; } = errno;
}
