namespace Bothy.Linux;

/// <summary>Numbers of the system calls that libc does not wrap; the same on x86-64 and arm64 unless said otherwise (asm-generic/unistd.h).</summary>
internal static class SystemCall
{
    public const long PidfdSendSignal = 424;
    public const long OpenTree = 428;
    public const long MoveMount = 429;
    public const long PidfdOpen = 434;
    public const long OpenAt2 = 437;
    public const long MountSetAttributes = 442;
}
