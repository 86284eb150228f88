namespace Bothy.Volumes.Tests.Deltas.Simulation;

/// <summary>The process was killed, or the host lost power: nothing that follows may do anything.</summary>
internal sealed class SimulatedCrash : Exception;
