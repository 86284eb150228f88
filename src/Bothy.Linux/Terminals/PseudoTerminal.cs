using System.Runtime.InteropServices;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Terminals;

/// <summary>A terminal without a screen (pty(7)): a program has <see cref="Open"/>'s second descriptor, whoever shows it the first.</summary>
public static partial class PseudoTerminal
{
    private const int ReadWrite = 2;
    private const int NoControllingTerminal = 0x100;
    private const int CloseOnExec = 0x80000;
    private const ulong Unlock = 0x40045431;
    private const ulong OpenPeer = 0x5441;
    private const ulong SetSize = 0x5414;
    private const ulong GetAttributes = 0x5401;
    private const ulong SetAttributes = 0x5402;
    private const ulong SetControlling = 0x540e;
    private const uint InputIsUtf8 = 0x4000;

    /// <summary>Opens a pair through this mount namespace's own devpts; no path leads to the second descriptor (TIOCGPTPEER).</summary>
    /// <exception cref="LinuxException">There is no devpts at <c>/dev/pts</c>, or it holds as many terminals as it may.</exception>
    public static (SafeFileHandle Controller, SafeFileHandle Program) Open()
    {
        var descriptor = Open("/dev/ptmx", ReadWrite | NoControllingTerminal | CloseOnExec);
        if (descriptor < 0)
        {
            descriptor = Check.Result(Open("/dev/pts/ptmx", ReadWrite | NoControllingTerminal | CloseOnExec), "open", "/dev/pts/ptmx");
        }

        var controller = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            var locked = 0;
            Check.Result(Control(controller, Unlock, ref locked), "ioctl", "TIOCSPTLCK");
            var program = Check.Result(
                Control(controller, OpenPeer, ReadWrite | NoControllingTerminal | CloseOnExec), "ioctl", "TIOCGPTPEER");
            var handle = new SafeFileHandle(program, ownsHandle: true);
            MarkUtf8(handle);
            return (controller, handle);
        }
        catch
        {
            controller.Dispose();
            throw;
        }
    }

    /// <summary>Gives the program's side to the user who will run in it, as grantpt(3) would.</summary>
    public static void Grant(SafeFileHandle program, uint user)
    {
        Check.Result(ChangeOwner(program, user, uint.MaxValue), "fchown", "terminal");
        Check.Result(ChangeMode(program, 0x190), "fchmod", "terminal");
    }

    /// <summary>Sets the size; the foreground process group gets SIGWINCH.</summary>
    public static void Resize(SafeFileHandle controller, ushort columns, ushort rows)
    {
        var size = new Size { Rows = rows, Columns = columns };
        Check.Result(Control(controller, SetSize, ref size), "ioctl", "TIOCSWINSZ");
    }

    /// <summary>Makes standard input the controlling terminal of the calling process, which must lead a session.</summary>
    public static void TakeStandardInput() => Check.Result(Control(0, SetControlling, 0), "ioctl", "TIOCSCTTY");

    /// <summary>Lets a line editor of the kernel erase whole UTF-8 characters.</summary>
    private static void MarkUtf8(SafeFileHandle program)
    {
        var attributes = default(Attributes);
        if (Control(program, GetAttributes, ref attributes) == 0)
        {
            attributes.Input |= InputIsUtf8;
            _ = Control(program, SetAttributes, ref attributes);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, ulong request, ref int argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, ulong request, nint argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, ulong request, nint argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, ulong request, ref Size size);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, ulong request, ref Attributes attributes);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(SafeFileHandle handle, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeMode(SafeFileHandle handle, uint mode);

    /// <summary>struct winsize (ioctl_tty(2)).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Size
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }

    /// <summary>The kernel's struct termios with room to spare.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Attributes
    {
        public uint Input;
    }
}
