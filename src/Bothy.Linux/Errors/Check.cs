using System.Runtime.InteropServices;

namespace Bothy.Linux.Errors;

/// <summary>Turns the "-1 and errno" convention into exceptions at the border.</summary>
public static class Check
{
    /// <summary>Returns <paramref name="result"/>, or throws the call's error when it is negative.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static int Result(int result, string call, string? subject = null) =>
        result >= 0 ? result : throw LinuxException.Last(call, subject);

    /// <inheritdoc cref="Result(int, string, string?)"/>
    public static long Result(long result, string call, string? subject = null) =>
        result >= 0 ? result : throw LinuxException.Last(call, subject);

    /// <summary>The error of this thread's last P/Invoke.</summary>
    public static Errno LastError => (Errno)Marshal.GetLastPInvokeError();
}
