using System.Text;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Bothy.Linux.Mounts;
using Bothy.Linux.Processes;
using Bothy.Linux.Terminals;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Agent.Launching;

/// <summary>
/// The launcher: a short-lived copy of the agent's program, started with the session's descriptors, that becomes the user's process. The order
/// matters: what needs root's rights first, the user's working directory and program with the user's rights.
/// </summary>
internal static class LaunchMain
{
    /// <summary>The first argument that makes the program a launcher.</summary>
    public const string Verb = "launch";

    /// <summary>The descriptor with the plan; those of control groups follow.</summary>
    public const int PlanDescriptor = 3;

    private const int CannotExecute = 126;
    private const int NotFound = 127;

    /// <summary>Returns only where the program cannot be executed: the exit code.</summary>
    public static int Run()
    {
        try
        {
            var plan = ReadPlan();
            JoinControlGroups(plan.ControlGroups);
            if (plan.FirstProcess)
            {
                // It shows the process namespace of whoever mounts it.
                MountPoint.Attach("proc", "/proc", "proc", MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec);
            }

            ProcessImage.CloseOnExecFrom(PlanDescriptor);
            SetOutOfMemoryScore(plan.OutOfMemoryScore);
            ProcessImage.StartSession();
            if (plan.Terminal)
            {
                PseudoTerminal.TakeStandardInput();
            }

            TakeIdentity(plan);
            EnterDirectory(plan);
            ProcessImage.SetCreationMask(0x12);
            return Execute(plan);
        }
#pragma warning disable CA1031 // The user of this process sees its standard error and nothing else.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Say($"cannot start the process: {exception.Message}");
            return CannotExecute;
        }
    }

    private static LaunchPlan ReadPlan()
    {
        using var file = RawDescriptor.Adopt(PlanDescriptor);
        var encoded = new byte[RandomAccess.GetLength(file)];
        var filled = 0;
        while (filled < encoded.Length && RandomAccess.Read(file, encoded.AsSpan(filled), filled) is > 0 and var count)
        {
            filled += count;
        }

        return LaunchPlan.Decode(encoded);
    }

    /// <summary>
    /// Moves this thread, where groups are of version 1, and else this process: the kernel judges by who opened the files, which was the host's root. What is executed later takes
    /// the place of this very thread.
    /// </summary>
    private static void JoinControlGroups(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            using var file = RawDescriptor.Adopt(PlanDescriptor + i);
            RawDescriptor.Write(file, "0"u8);
        }
    }

    private static void SetOutOfMemoryScore(int score)
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", $"{score}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without a writable /proc the process keeps the agent's score, which only makes it last longer.
        }
    }

    private static void TakeIdentity(LaunchPlan plan)
    {
        try
        {
            ProcessImage.SetGroups([.. plan.Groups]);
        }
        catch (LinuxException exception) when (exception.Errno == Errno.EINVAL)
        {
            Say("some supplementary groups do not exist in this environment's user namespace; continuing with the primary group alone");
            ProcessImage.SetGroups([plan.GroupId]);
        }

        ProcessImage.SetIdentity(plan.UserId, plan.GroupId);
    }

    private static void EnterDirectory(LaunchPlan plan)
    {
        var errno = ProcessImage.TryChangeDirectory(plan.WorkingDirectory);
        if (errno == Errno.None)
        {
            return;
        }

        ProcessImage.TryChangeDirectory("/");
        if (plan.DirectoryWasAskedFor)
        {
            Say($"cannot enter {plan.WorkingDirectory} ({errno}); starting in / instead");
        }
    }

    private static int Execute(LaunchPlan plan)
    {
        var candidates = ProgramSearch.Candidates(plan.Program, plan.Environment);
        var failure = Errno.ENOENT;
        var failed = plan.Program;
        Signals.ResetAll();
        foreach (var path in candidates)
        {
            var errno = ProcessImage.Execute(path, plan.Arguments, plan.Environment);
            if (errno == Errno.ENOEXEC)
            {
                // A script without a first line that names its interpreter is the shell's, as execvp(3) has it.
                errno = ProcessImage.Execute("/bin/sh", ["sh", path, .. plan.Arguments.Skip(1)], plan.Environment);
            }

            if (errno == Errno.ENOENT && File.Exists(path))
            {
                Say($"cannot run {path}: it exists, but the interpreter or dynamic loader that it names does not");
                return NotFound;
            }

            if (errno is not (Errno.ENOENT or Errno.ENOTDIR) && failure == Errno.ENOENT)
            {
                (failure, failed) = (errno, path);
            }
        }

        Say(ProgramSearch.Explain(plan, failed, failure));
        return failure == Errno.ENOENT ? NotFound : CannotExecute;
    }

    private static void Say(string message)
    {
        using var error = new SafeFileHandle(2, ownsHandle: false);
        try
        {
            RawDescriptor.Write(error, Encoding.UTF8.GetBytes($"bothy: {message}\n"));
        }
        catch (LinuxException)
        {
            // Nobody listens.
        }
    }
}
