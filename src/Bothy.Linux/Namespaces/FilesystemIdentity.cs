using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Namespaces;

/// <summary>
/// The identity with which the calling thread touches files (setfsuid(2)). An overlay's upper layer on an id-mapped mount comes
/// up read-only unless the mounter's identity is mapped there.
/// </summary>
public static partial class FilesystemIdentity
{
    private const long SetFilesystemUser = 122;
    private const long SetFilesystemGroup = 123;
    private const long CapabilityGet = 125;
    private const long CapabilitySet = 126;
    private const uint CapabilityVersion3 = 0x20080522;

    /// <summary>Runs <paramref name="work"/> as user and group <paramref name="id"/> towards files, with the thread's capabilities kept.</summary>
    public static void Run(uint id, Action work)
    {
        var capabilities = ReadCapabilities();
        Become(id, capabilities);
        try
        {
            work();
        }
        finally
        {
            Become(0, capabilities);
        }
    }

    private static void Become(uint id, Capabilities capabilities)
    {
        _ = SetId(SetFilesystemGroup, id);
        _ = SetId(SetFilesystemUser, id);

        // A change away from 0 drops the filesystem capabilities from the effective set (capabilities(7)).
        var header = new Header { Version = CapabilityVersion3 };
        Check.Result(Set(CapabilitySet, ref header, ref capabilities), "capset");
    }

    private static Capabilities ReadCapabilities()
    {
        var header = new Header { Version = CapabilityVersion3 };
        var capabilities = default(Capabilities);
        Check.Result(Set(CapabilityGet, ref header, ref capabilities), "capget");
        return capabilities;
    }

    // Raw system calls: the C library would apply capset and setfsuid to this thread too, but says so nowhere.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SetId(long number, uint id);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Set(long number, ref Header header, ref Capabilities capabilities);

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public uint Version;
        public int ProcessId;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Capabilities
    {
        public uint EffectiveLow;
        public uint PermittedLow;
        public uint InheritableLow;
        public uint EffectiveHigh;
        public uint PermittedHigh;
        public uint InheritableHigh;
    }
}
