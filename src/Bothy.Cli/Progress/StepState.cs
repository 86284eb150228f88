namespace Bothy.Cli.Progress;

internal enum StepState
{
    Waiting,
    Active,
    Done,
    Failed,
}
