namespace Bothy.Devcontainers.Machines;

/// <summary>What becomes of <c>securityOpt</c>.</summary>
internal static class SecurityOptionRules
{
    /// <summary>Why the option has no effect; null if what it asks for is so.</summary>
    public static string? Refusal(string option)
    {
        var parts = option.Split(['=', ':'], 2);
        return (parts[0].Trim(), parts.Length > 1 ? parts[1].Trim() : "") switch
        {
            // No profile of these is put on environments.
            ("apparmor", "unconfined") or ("label", "disable") => null,
            ("apparmor" or "label", _) => "no such profile is put on environments, which are separated by user namespaces",
            ("seccomp", _) => "the sandbox's own list of system calls stays; it allows what debuggers and container engines inside need",
            ("systempaths", _) => "paths that show the host stay hidden",
            ("no-new-privileges", "false") => null,
            ("no-new-privileges", _) => "sudo would stop working inside; root inside has no rights outside anyway",
            _ => "it is not known",
        };
    }
}
