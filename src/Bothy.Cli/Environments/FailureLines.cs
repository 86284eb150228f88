using Bothy.Api.Environments;
using Bothy.Cli.Output;

namespace Bothy.Cli.Environments;

/// <summary>What is wrong with an environment, what soon will be, and what of its configuration has no effect.</summary>
internal static class FailureLines
{
    /// <summary>One plain line for each failure, as in <c>content: there is no branch nope</c>.</summary>
    public static IEnumerable<string> Plain(EnvironmentStatus status, DateTimeOffset now) =>
        (status.Failures ?? []).Select(failure => $"{failure.Part}: {failure.Message}{Retry(failure, now)}");

    /// <summary>The same as markup.</summary>
    public static IEnumerable<string> Of(EnvironmentStatus status, DateTimeOffset now) =>
        Plain(status, now).Select(line => $"[red]✘[/] {Screen.Markup(line)}");

    public static IEnumerable<string> Warnings(EnvironmentStatus status) =>
        (status.Content.Warnings ?? []).Concat(status.Devcontainer.Warnings ?? []).Concat(((string?[])[status.Machine.Warning, status.Disk?.Warning]).OfType<string>())
            .Select(warning => $"[yellow]![/] {Screen.Markup(warning)}");

    private static string Retry(Failure failure, DateTimeOffset now) => failure.RetryAt switch
    {
        null => "",
        { } at when at - now > TimeSpan.FromSeconds(1) => $" (tried again in {Quantity.Age(at - now)})",
        _ => " (being tried again)",
    };
}
