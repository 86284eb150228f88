using System.Runtime.InteropServices;

namespace Bothy.Linux.Errors;

/// <summary>A system call that failed: which, on what, and the kernel's reason.</summary>
public sealed class LinuxException : IOException
{
    public LinuxException(string call, string? subject, Errno errno)
        : base($"{call}{(subject is null ? "" : $" {subject}")}: {Marshal.GetPInvokeErrorMessage((int)errno)} ({errno})")
    {
        Call = call;
        Subject = subject;
        Errno = errno;
    }

    /// <summary>The system call's name.</summary>
    public string Call { get; }

    /// <summary>What it was on, where that is known.</summary>
    public string? Subject { get; }

    public Errno Errno { get; }

    /// <summary>The last P/Invoke error of this thread as an exception.</summary>
    public static LinuxException Last(string call, string? subject = null) =>
        new(call, subject, (Errno)Marshal.GetLastPInvokeError());
}
