namespace Bothy.Runner.Automations;

/// <summary>A process of a lifecycle command that ended.</summary>
/// <param name="Name">Its name in the object form.</param>
/// <param name="CommandLine">What ran, cut to a readable length.</param>
/// <param name="Code">Its exit code, or 128 + the signal that ended it.</param>
internal sealed record FinishedCommand(string? Name, string CommandLine, int Code);
