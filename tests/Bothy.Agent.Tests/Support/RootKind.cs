namespace Bothy.Agent.Tests.Support;

/// <summary>Roots that have nothing in common but the kernel.</summary>
public enum RootKind
{
    /// <summary>No file at all.</summary>
    Empty,

    /// <summary>A static busybox, and no C library.</summary>
    Busybox,

    /// <summary>musl, a program linked with it, and busybox for a shell.</summary>
    Musl,

    /// <summary>This machine's own Debian, with a layer over it that takes what is written.</summary>
    Debian,
}
