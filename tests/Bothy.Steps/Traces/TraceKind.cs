namespace Bothy.Steps.Traces;

/// <summary>What was done to the files of a delta.</summary>
public enum TraceKind : byte
{
    Made,
    Written,
    Punched,
    Synchronised,
    Renamed,
    Deleted,
    DirectorySynchronised,
}
