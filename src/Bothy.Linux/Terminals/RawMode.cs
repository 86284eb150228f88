using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Terminals;

/// <summary>
/// A terminal that hands every key over as it is pressed, until disposed (termios(3), <c>cfmakeraw</c>). <see cref="Restore"/>
/// and <see cref="Dispose"/> may be called from any thread and as often as wished: from a signal's handler, at exit, in a <c>finally</c>.
/// </summary>
public sealed partial class RawMode : IDisposable
{
    /// <summary>After everything written has been sent; input that was not read stays.</summary>
    private const int AfterDrain = 1;

    /// <summary>At once: a drain waits for ever on a terminal whose output is stopped.</summary>
    private const int Now = 0;

    private readonly int descriptor;
    private readonly Attributes original;
    private readonly Attributes raw;
    private readonly Lock gate = new();
    private bool ended;

    private RawMode(int descriptor, in Attributes original)
    {
        this.descriptor = descriptor;
        this.original = original;
        raw = original;
        MakeRaw(ref raw);
    }

    /// <summary>Makes the terminal raw; null if <paramref name="descriptor"/> is no terminal.</summary>
    /// <exception cref="LinuxException">The terminal refuses.</exception>
    public static RawMode? Enter(int descriptor)
    {
        if (GetAttributes(descriptor, out var original) != 0)
        {
            return Check.LastError is Errno.ENOTTY or Errno.EINVAL or Errno.EBADF ? null : throw LinuxException.Last("tcgetattr");
        }

        var mode = new RawMode(descriptor, original);
        Check.Result(SetAttributes(descriptor, AfterDrain, mode.raw), "tcsetattr");
        return mode;
    }

    /// <summary>Makes the terminal raw again, as after the process was stopped and continued; nothing once disposed.</summary>
    public void Resume()
    {
        lock (gate)
        {
            if (!ended)
            {
                _ = SetAttributes(descriptor, Now, raw);
            }
        }
    }

    /// <summary>Gives the terminal back as it was found; a terminal that has gone away is no error.</summary>
    public void Restore()
    {
        lock (gate)
        {
            _ = SetAttributes(descriptor, Now, original);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (!ended)
            {
                ended = true;
                _ = SetAttributes(descriptor, Now, original);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetAttributes(int descriptor, out Attributes attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetAttributes(int descriptor, int when, in Attributes attributes);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(ref Attributes attributes);

    /// <summary><c>struct termios</c>, never looked into: 60 bytes in glibc and musl on x86-64 and arm64, with room to spare.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Attributes
    {
        public uint InputFlags;
    }
}
