namespace Bothy.Bench.Volumes;

/// <summary>One thing that can be measured.</summary>
/// <param name="Usage">Its arguments.</param>
/// <param name="Run">Measures and prints a table.</param>
internal sealed record BenchCommand(string Name, string Usage, Func<string[], Task> Run);
