namespace Bothy.Daemon.Supervision;

/// <summary>A process that the supervisor keeps running.</summary>
/// <param name="Name">Names its lock and its log.</param>
/// <param name="Program">Path of the executable.</param>
/// <param name="Arguments">Arguments after the program's own name.</param>
/// <param name="Needed">
/// Says whether environments depend on the process at this moment: it is then left running when all others are stopped, and the next supervisor adopts it.
/// Null if they never do.
/// </param>
/// <param name="Ready">Says whether a process that was just started does its work already, so that the next one may be replaced. Null if its start is enough.</param>
internal sealed record ProcessDefinition(
    string Name, string Program, IReadOnlyList<string> Arguments, Func<bool>? Needed = null, Func<bool>? Ready = null)
{
    public bool IsReady => Ready?.Invoke() ?? true;

    public bool IsNeeded => Needed?.Invoke() ?? false;
}
