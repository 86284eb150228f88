namespace Bothy.Cli.Environments;

/// <summary>How far an environment is on the way to where it was asked to go.</summary>
internal enum Outcome
{
    Pending,
    Reached,

    /// <summary>It will not get there by itself.</summary>
    Failed,
}
