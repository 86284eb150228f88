using System.Runtime.InteropServices;

namespace Bothy.Linux.Processes;

/// <summary>A null-terminated array of C strings, as execve(2) takes it.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly nint* entries;
    private readonly int count;

    public NativeStrings(IReadOnlyList<string> strings)
    {
        count = strings.Count;
        entries = (nint*)NativeMemory.AllocZeroed((nuint)count + 1, (nuint)sizeof(nint));
        for (var i = 0; i < count; i++)
        {
            entries[i] = Marshal.StringToCoTaskMemUTF8(strings[i]);
        }
    }

    public nint* Pointer => entries;

    public void Dispose()
    {
        // SAFETY: both the strings and the array were allocated above and are freed once.
        for (var i = 0; i < count; i++)
        {
            Marshal.FreeCoTaskMem(entries[i]);
        }

        NativeMemory.Free(entries);
    }
}
