using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Bothy.Linux.Errors;
using Bothy.Linux.Paths;

namespace Bothy.Linux.Cgroups;

/// <summary>Creates, fills and removes control groups by their directories.</summary>
public static partial class CgroupDirectory
{
    /// <summary>Writes one interface file, as in <c>memory.max</c>.</summary>
    /// <exception cref="IOException">The kernel refused the value.</exception>
    public static void Write(string group, string file, string value)
    {
        using var stream = new FileStream(Path.Combine(group, file), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(value));
    }

    /// <summary>Reads one number of a file of names and numbers, as <c>nr_throttled</c> of <c>cpu.stat</c>.</summary>
    /// <exception cref="IOException">There is no such group, file or number.</exception>
    public static long ReadCounter(string group, string file, string name)
    {
        foreach (var line in File.ReadLines(Path.Combine(group, file)))
        {
            if (line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] == ' '
                && long.TryParse(line.AsSpan(name.Length + 1), CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }
        }

        throw new IOException($"{group}/{file} has no {name}.");
    }

    /// <summary>Moves a process and all its threads into the group.</summary>
    public static void MoveProcess(string group, int process) =>
        Write(group, "cgroup.procs", process.ToString(CultureInfo.InvariantCulture));

    /// <summary>Removes the group and all below it. Returns false while processes are still in one of them.</summary>
    public static bool TryRemoveTree(string group)
    {
        try
        {
            return TryRemove(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(group)));
        }
        catch (LinuxException exception) when (exception.Errno == Errno.ENAMETOOLONG)
        {
            RemoveDeepest(group);
            return false;
        }
    }

    /// <summary>Root inside can make more levels than a path can name; find(1) walks them without.</summary>
    private static void RemoveDeepest(string group)
    {
        using var find = Process.Start(new ProcessStartInfo("find", [group, "-mindepth", "1", "-depth", "-type", "d", "-delete"]) { RedirectStandardError = true })
            ?? throw new IOException($"find(1), which removes what lies too deep below {group}, did not start.");

        // What it cannot remove is in use, and found so at the next attempt.
        find.StandardError.ReadToEnd();
        find.WaitForExit();
    }

    /// <param name="group">One character per byte: root inside names groups as it likes.</param>
    private static bool TryRemove(string group)
    {
        var empty = true;
        foreach (var child in ListBelow(group))
        {
            empty &= TryRemove($"{group}/{child}");
        }

        // rmdir(2) itself: the interface files go with the directory.
        return empty && (RemoveDirectory(Encoding.Latin1.GetBytes(group + '\0')) == 0 || Check.LastError switch
        {
            Errno.ENOENT => true,
            Errno.EBUSY => false,
            _ => throw LinuxException.Last("rmdir", group),
        });
    }

    private static IReadOnlyList<string> ListBelow(string group)
    {
        try
        {
            return RawFiles.ListDirectories(group);
        }
        catch (LinuxException exception) when (exception.Errno == Errno.ENOENT)
        {
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true)]
    private static partial int RemoveDirectory(byte[] path);
}
