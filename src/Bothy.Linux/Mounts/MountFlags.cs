namespace Bothy.Linux.Mounts;

/// <summary>Flags of mount(2), with the kernel's values.</summary>
[Flags]
public enum MountFlags : ulong
{
    None = 0,
    ReadOnly = 1,
    NoSuid = 2,
    NoDev = 4,
    NoExec = 8,
    Remount = 32,
    NoAtime = 1024,
    Bind = 4096,
    Recursive = 16384,
    Private = 1 << 18,
    RelAtime = 1 << 21,
}
