namespace Bothy.Volumes.Tests.Deltas.Simulation;

/// <summary>The volume did not do what a disk may do.</summary>
internal sealed class ModelFailure(string message) : Exception(message);
