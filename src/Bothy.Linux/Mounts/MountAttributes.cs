namespace Bothy.Linux.Mounts;

/// <summary>Attributes of mount_setattr(2).</summary>
[Flags]
public enum MountAttributes : ulong
{
    None = 0,
    ReadOnly = 0x1,
    NoSuid = 0x2,
    NoDev = 0x4,
    NoExec = 0x8,
    IdMap = 0x100000,
}
