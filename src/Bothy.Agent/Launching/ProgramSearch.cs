using Bothy.Linux.Errors;

namespace Bothy.Agent.Launching;

/// <summary>Where a program may be, as execvp(3) searches, but with the new process's own <c>PATH</c>.</summary>
internal static class ProgramSearch
{
    /// <summary>The search path where the environment sets none.</summary>
    public const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The paths to try, in order.</summary>
    public static IReadOnlyList<string> Candidates(string program, IReadOnlyList<string> environment) =>
        program.Length == 0 ? []
        : program.Contains('/', StringComparison.Ordinal) ? [program]
        : [.. PathOf(environment).Split(':').Select(directory => directory.Length == 0 ? program : $"{directory}/{program}")];

    /// <summary>Says why none of them could be executed.</summary>
    public static string Explain(LaunchPlan plan, string failed, Errno failure) => failure switch
    {
        Errno.ENOENT when plan.Program.Contains('/', StringComparison.Ordinal) => $"cannot run {plan.Program}: there is no such file",
        Errno.ENOENT => $"cannot run '{plan.Program}': not found in PATH ({PathOf(plan.Environment)})",
        Errno.EACCES => $"cannot run {failed}: it is not an executable file for this user, or a directory",
        Errno.ENOEXEC => $"cannot run {failed}: it is no program for this machine, and there is no /bin/sh to run it as a script",
        Errno.E2BIG => $"cannot run {failed}: the arguments and environment are too long",
        _ => $"cannot run {failed}: {failure}",
    };

    private static string PathOf(IReadOnlyList<string> environment) =>
        environment.FirstOrDefault(variable => variable.StartsWith("PATH=", StringComparison.Ordinal))?[5..] ?? DefaultPath;
}
