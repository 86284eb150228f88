namespace Bothy.Linux.Mounts;

/// <summary>One line of <c>/proc/PID/mountinfo</c> (proc(5)).</summary>
/// <param name="Device"><c>major:minor</c> of the filesystem.</param>
/// <param name="SuperOptions">Options of the filesystem itself; for cgroup v1 they name the controllers.</param>
/// <param name="Root">The mount's root inside its filesystem.</param>
public sealed record MountEntry(int Id, int ParentId, string Device, string Root, string Target, string Options, string Type, string Source, string SuperOptions);
