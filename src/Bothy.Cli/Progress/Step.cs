namespace Bothy.Cli.Progress;

/// <summary>One part of bringing an environment up, as it is shown.</summary>
/// <param name="Name">As in <c>content</c> or <c>postCreateCommand</c>; stays the same while the step goes on.</param>
/// <param name="Detail">What is being done, or came of it; may be empty.</param>
/// <param name="Duration">So far, or in all; null where it was done before anybody watched.</param>
internal sealed record Step(string Name, StepState State, string Detail, TimeSpan? Duration);
