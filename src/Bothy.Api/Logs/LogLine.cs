namespace Bothy.Api.Logs;

/// <summary>One line of an environment's log.</summary>
public sealed record LogLine
{
    public DateTimeOffset At { get; init; }

    /// <summary>What wrote it: <c>image</c>, <c>content</c>, <c>machine</c> or a lifecycle hook.</summary>
    public string Source { get; set; } = "";

    /// <summary><c>stdout</c>, <c>stderr</c>, <c>info</c> or <c>error</c>.</summary>
    public string Stream { get; set; } = "";

    public string Text { get; set; } = "";
}
