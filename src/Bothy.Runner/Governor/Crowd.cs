namespace Bothy.Runner.Governor;

/// <summary>
/// The groups of an environment in which so many processes want to run at once that each waits long for its turn, as those of a fork bomb do: whatever one of them holds in the kernel
/// meanwhile, everybody else waits for as well.
/// </summary>
/// <param name="Groups">As the control groups call them.</param>
/// <param name="Left">Looks until they are looked at again; 0 if there are none.</param>
internal readonly record struct Crowd(IReadOnlyList<string> Groups, int Left)
{
    /// <summary>Processes for each processor: more than any build starts, and few enough for each to have its turn several times a second.</summary>
    public const int Least = 128;

    /// <summary>Looks for which it is slowed. While it is, one cannot see how many want to run, so that it has to show itself anew.</summary>
    private const int Penance = 30;

    public static Crowd None { get; } = new([], 0);

    /// <summary>For the environment's status; null if there is nothing to say.</summary>
    public string? Warning => Left == 0
        ? null
        : $"More than {Least} processes want to run on each processor that the environment's class gives it, as those of a fork bomb do. They get a tenth of the time until they are fewer: "
            + "end them, or restart the environment.";

    /// <param name="isPossible">It has that many processes.</param>
    /// <param name="find">Groups in which they want to run.</param>
    public Crowd Next(bool isPossible, Func<IReadOnlyList<string>> find) =>
        !isPossible || Left == 1 ? None
        : Left > 1 ? this with { Left = Left - 1 }
        : find() is { Count: > 0 } groups ? new(groups, Penance)
        : None;
}
