using System.Runtime.InteropServices;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Seccomp;

/// <summary>
/// The filter that the first process of an environment puts on itself and so on everything it starts (seccomp(2)). It does what the runtime's
/// profile cannot say: <c>sync</c> is asked of a listener, and 32-bit programs get no sockets through <c>socketcall</c>, whose arguments no filter sees.
/// </summary>
public static partial class InsideFilter
{
    private const long SeccompX64 = 317;
    private const long SeccompArm64 = 277;
    private const uint SetModeFilter = 1;
    private const uint NewListener = 1 << 3;
    private const uint WaitKillable = 1 << 5;

    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint FirstArgumentOffset = 16;

    private const uint Allow = 0x7FFF0000;
    private const uint Notify = 0x7FC00000;
    private const uint RefuseAsUnknown = 0x00050000 | (uint)Errno.ENOSYS;

    // Jumps are relative to the next instruction; the numbers in front are the instructions' own.
    private static readonly Instruction[] Program =
    [
        /*  0 */ new(Load, ArchitectureOffset),
        /*  1 */ new(JumpIfEqual, 0xC000003E, 2, 0), // x86-64
        /*  2 */ new(JumpIfEqual, 0x40000003, 4, 0), // i386
        /*  3 */ new(JumpIfEqual, 0xC00000B7, 8, 11), // arm64
        /*  4 */ new(Load, NumberOffset),
        /*  5 */ new(JumpIfEqual, 162, 8, 0), // sync
        /*  6 */ new(JumpIfEqual, 0x40000000 | 162, 7, 8), // sync of x32
        /*  7 */ new(Load, NumberOffset),
        /*  8 */ new(JumpIfEqual, 36, 5, 0), // sync
        /*  9 */ new(JumpIfEqual, 102, 0, 5), // socketcall
        /* 10 */ new(Load, FirstArgumentOffset),
        /* 11 */ new(JumpIfEqual, 1, 4, 3), // SYS_SOCKET
        /* 12 */ new(Load, NumberOffset),
        /* 13 */ new(JumpIfEqual, 81, 0, 1), // sync
        /* 14 */ new(Return, Notify),
        /* 15 */ new(Return, Allow),
        /* 16 */ new(Return, RefuseAsUnknown),
    ];

    /// <summary>Puts the filter on the calling thread and on all that it starts from now on; returns the listener, to be given to <see cref="NotificationListener"/>.</summary>
    /// <exception cref="LinuxException">The kernel is too old, or another filter has a listener.</exception>
    public static unsafe SafeFileHandle Install()
    {
        fixed (Instruction* instructions = Program)
        {
            var program = new FilterProgram { Length = (ushort)Program.Length, Instructions = instructions };
            var number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? SeccompX64 : SeccompArm64;

            // A signal would otherwise interrupt the waiting call and have it begin again, for programs with many signals for ever.
            var listener = Seccomp(number, SetModeFilter, NewListener | WaitKillable, ref program);
            if (listener < 0 && Check.LastError == Errno.EINVAL)
            {
                listener = Seccomp(number, SetModeFilter, NewListener, ref program);
            }

            return new SafeFileHandle((nint)Check.Result(listener, "seccomp"), ownsHandle: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Seccomp(long number, uint operation, uint flags, ref FilterProgram program);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Instruction(ushort code, uint operand, byte ifTrue = 0, byte ifFalse = 0)
    {
        public readonly ushort Code = code;
        public readonly byte IfTrue = ifTrue;
        public readonly byte IfFalse = ifFalse;
        public readonly uint Operand = operand;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct FilterProgram
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}
