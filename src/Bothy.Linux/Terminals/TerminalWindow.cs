using System.Runtime.InteropServices;

namespace Bothy.Linux.Terminals;

/// <summary>The size of a terminal's window (ioctl_tty(2), <c>TIOCGWINSZ</c>).</summary>
/// <param name="Rows">At least 1.</param>
/// <param name="Columns">At least 1.</param>
public readonly partial record struct TerminalWindow(int Rows, int Columns)
{
    private const nuint GetWindowSize = 0x5413;

    /// <summary>The size of the terminal behind <paramref name="descriptor"/>; null if it is none, or does not know.</summary>
    public static TerminalWindow? Of(int descriptor)
    {
        var size = default(WindowSize);
        return IoControl(descriptor, GetWindowSize, ref size) == 0 && size is { Rows: > 0, Columns: > 0 }
            ? new TerminalWindow(size.Rows, size.Columns)
            : null;
    }

    public static bool IsTerminal(int descriptor) => IsATty(descriptor) == 1;

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsATty(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int IoControl(int descriptor, nuint request, ref WindowSize size);

    /// <summary><c>struct winsize</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelWidth;
        public ushort PixelHeight;
    }
}
