using Bothy.Runner.Machines;

namespace Bothy.Runner.Records;

/// <summary>What the last start of an environment's machine went by.</summary>
/// <param name="Plan">What is done in it.</param>
/// <param name="Path">Of the configuration in the repository; null if there was none.</param>
/// <param name="Configuration">The file's bytes; empty if there was none.</param>
/// <param name="Image">What the image is called.</param>
/// <param name="ImageDigest">The image.</param>
internal sealed record StartRecord(RunningPlan Plan, string? Path, byte[] Configuration, string Image, string ImageDigest);
