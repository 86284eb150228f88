namespace Bothy.Linux.Processes;

/// <summary>A child that ended.</summary>
/// <param name="Id">Its process id, free for reuse once it is reaped.</param>
/// <param name="Code">The exit code, where it exited by itself.</param>
/// <param name="Signal">The signal's number, where one ended it.</param>
public readonly record struct EndedChild(int Id, int? Code, int? Signal);
