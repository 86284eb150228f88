using Bothy.Runner.Machines;

namespace Bothy.Runner.Records;

/// <summary>A machine that was started.</summary>
/// <param name="ProcessId">Its first process, as the host sees it.</param>
/// <param name="ProcessStartTime">Tells that process from a later one of the same id.</param>
/// <param name="Start">A name for this run of the machine, new at each start.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="Restarts">The restart count of the spec that it answers.</param>
/// <param name="ImageDigest">The image it runs.</param>
/// <param name="Ceiling">What its configuration wants it to take at most.</param>
internal sealed record MachineRecord(
    int ProcessId, long ProcessStartTime, string Start, DateTimeOffset StartedAt, int Restarts, string ImageDigest, MachineCeiling? Ceiling = null);
