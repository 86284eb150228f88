using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Randomness;

/// <summary>The kernel's random numbers where there is neither OpenSSL nor <c>/dev/urandom</c> (getrandom(2)).</summary>
public static partial class KernelRandom
{
    /// <summary>A random number as lowercase hexadecimal digits.</summary>
    /// <param name="bytes">1 to 256, of which two digits each are made.</param>
    public static string Hexadecimal(int bytes)
    {
        Span<byte> random = stackalloc byte[bytes];
        Check.Result((long)GetRandom(random, (nuint)bytes, 0), "getrandom");
        return Convert.ToHexStringLower(random);
    }

    [LibraryImport("libc", EntryPoint = "getrandom", SetLastError = true)]
    private static partial nint GetRandom(Span<byte> buffer, nuint length, uint flags);
}
