using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Processes;

/// <summary>Starts a program with exactly the given descriptors (posix_spawn(3)).</summary>
public static partial class DescriptorSpawn
{
    // Larger than the C library's type on every supported platform.
    private const int OpaqueSize = 512;
    private const int DuplicateCloseOnExec = 1030;
    private const int FirstCopy = 64;

    /// <summary>Starts <paramref name="path"/> and returns its process id; somebody must reap it.</summary>
    /// <param name="descriptors">They become 0, 1, 2, …; every other one must be closed on exec.</param>
    public static unsafe int Start(
        string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, IReadOnlyList<SafeHandle> descriptors)
    {
        var actions = stackalloc byte[OpaqueSize];
        CheckNumber(ActionsInitialise(actions), "posix_spawn_file_actions_init", null);
        var copies = new List<int>(descriptors.Count);
        using var argumentVector = new NativeStrings(arguments);
        using var environmentVector = new NativeStrings(environment);
        try
        {
            // Copies far above the targets, so that placing one descriptor never overwrites another.
            foreach (var handle in descriptors)
            {
                using var reference = new DescriptorReference(handle);
                copies.Add(Check.Result(Control(reference.Value, DuplicateCloseOnExec, FirstCopy), "fcntl", "F_DUPFD_CLOEXEC"));
            }

            for (var i = 0; i < copies.Count; i++)
            {
                CheckNumber(ActionsDuplicate(actions, copies[i], i), "posix_spawn_file_actions_adddup2", null);
            }

            CheckNumber(Spawn(out var child, path, actions, null, argumentVector.Pointer, environmentVector.Pointer), "posix_spawn", path);
            return child;
        }
        finally
        {
            foreach (var copy in copies)
            {
                _ = Close(copy);
            }

            _ = ActionsDestroy(actions);
        }
    }

    /// <summary>posix_spawn(3) and its kin return the error number instead of setting errno.</summary>
    private static void CheckNumber(int number, string call, string? subject)
    {
        if (number != 0)
        {
            throw new LinuxException(call, subject, (Errno)number);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Spawn(
        out int child, string path, byte* actions, byte* attributes, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static unsafe partial int ActionsInitialise(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static unsafe partial int ActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static unsafe partial int ActionsDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
