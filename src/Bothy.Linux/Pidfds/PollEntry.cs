using System.Runtime.InteropServices;

namespace Bothy.Linux.Pidfds;

/// <summary>struct pollfd of poll(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct PollEntry(int descriptor, short asked)
{
    public readonly int Descriptor = descriptor;
    public readonly short Asked = asked;
    public readonly short Returned;
}
