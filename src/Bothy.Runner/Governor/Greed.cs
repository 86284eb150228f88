namespace Bothy.Runner.Governor;

/// <summary>Whether an environment wants more CPU than it has been given, as seen at regular looks.</summary>
/// <param name="Throttled">How often its quota had stopped it at the last look.</param>
/// <param name="Left">Looks until it counts as content again; 0 if it does.</param>
internal readonly record struct Greed(long Throttled, int Left)
{
    /// <summary>Looks without want after which it is content: builds pause between their steps.</summary>
    private const int Patience = 5;

    public bool IsGreedy => Left > 0;

    public Greed Next(long throttled) => new(throttled, throttled > Throttled ? Patience : Math.Max(0, Left - 1));
}
