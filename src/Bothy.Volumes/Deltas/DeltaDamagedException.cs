namespace Bothy.Volumes.Deltas;

/// <summary>A file of a delta is not what was written to it; the message names it. Nothing of the volume is served.</summary>
public sealed class DeltaDamagedException(string message, Exception? cause = null) : IOException(message, cause);
