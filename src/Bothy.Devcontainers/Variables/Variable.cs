namespace Bothy.Devcontainers.Variables;

/// <summary>A variable as written, as in <c>${localEnv:HOME:/root}</c>.</summary>
/// <param name="Name">What comes before the first colon.</param>
/// <param name="Arguments">What comes after, divided at every colon: a default value therefore ends at the next one.</param>
internal readonly record struct Variable(string Name, IReadOnlyList<string> Arguments)
{
    public static Variable Parse(string expression)
    {
        var parts = expression.Split(':');
        return new Variable(parts[0], parts[1..]);
    }

    /// <summary>The value of an environment variable: what it is set to, or else the default, or else nothing; null if no name is given.</summary>
    public string? LookUp(IReadOnlyDictionary<string, string> environment) => Arguments switch
    {
        [] => null,
        [var name, ..] when environment.TryGetValue(name, out var value) => value,
        [_, var defaultValue, ..] => defaultValue,
        _ => "",
    };
}
