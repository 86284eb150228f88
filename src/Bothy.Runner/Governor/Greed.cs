using Bothy.Sandboxes.Containers.Cgroups;

namespace Bothy.Runner.Governor;

/// <summary>Whether an environment wants more CPU than it has been given, as seen at regular looks.</summary>
/// <param name="Want">At the last look.</param>
/// <param name="Left">Looks until it counts as content again; 0 if it does.</param>
internal readonly record struct Greed(CpuWant Want, int Left)
{
    /// <summary>Time between looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Looks without want after which it is content: builds pause between their steps.</summary>
    private const int Patience = 5;

    public bool IsGreedy => Left > 0;

    /// <summary>
    /// A quota that stops it shows that it is greedy. Once it is kept on few processors its quota hardly stops it any more; then what shows it is that something in it waits for one more
    /// often than not.
    /// </summary>
    public Greed Next(CpuWant want) =>
        new(want, want.Throttled > Want.Throttled || (IsGreedy && want.Waited - Want.Waited > Period / 2) ? Patience : Math.Max(0, Left - 1));
}
