namespace Bothy.Runner.Governor;

/// <summary>Which processors each greedy environment is kept on: those with the fewest others of its kind, and the same ones as long as no others have fewer.</summary>
internal sealed class ProcessorPlacement
{
    private readonly Dictionary<Guid, IReadOnlyList<int>> placed = [];

    /// <param name="count">How many processors it is to have.</param>
    /// <param name="all">Those of the host, in ascending order.</param>
    /// <returns>Its processors, in ascending order; null if it may have all.</returns>
    public IReadOnlyList<int>? Place(Guid environment, int count, IReadOnlyList<int> all)
    {
        if (count >= all.Count)
        {
            placed.Remove(environment);
            return null;
        }

        placed.Remove(environment, out var known);

        // The first processor is the one that most devices interrupt.
        IReadOnlyList<int> best = [.. all.OrderBy(Load).ThenByDescending(processor => processor).Take(count).Order()];
        var stays = known?.Count == count && !known.Except(all).Any() && known.Sum(Load) <= best.Sum(Load);
        return placed[environment] = stays ? known! : best;
    }

    public void Release(Guid environment) => placed.Remove(environment);

    private int Load(int processor) => placed.Values.Count(processors => processors.Contains(processor));
}
