namespace Bothy.Server.Environments;

/// <summary>What becomes of an environment that has no runner.</summary>
internal abstract record PlacementDecision
{
    /// <summary>It is too early to tell.</summary>
    public static readonly PlacementDecision Wait = new Waiting();

    private PlacementDecision()
    {
    }

    public sealed record Placed(string Runner) : PlacementDecision;

    public sealed record Refused(string Reason, string Message) : PlacementDecision;

    private sealed record Waiting : PlacementDecision;
}
