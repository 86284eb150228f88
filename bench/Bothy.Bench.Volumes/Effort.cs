namespace Bothy.Bench.Volumes;

/// <summary>What something took. The processor time says more than the other where much else is running.</summary>
internal sealed record Effort(TimeSpan Elapsed, TimeSpan Processor);
