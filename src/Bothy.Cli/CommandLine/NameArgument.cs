using System.CommandLine;

namespace Bothy.Cli.CommandLine;

/// <summary>Arguments that name environments.</summary>
internal static class NameArgument
{
    public static Argument<string> One() => new("NAME") { Description = "Name of the environment" };

    public static Argument<string[]> Several() => new("NAME") { Description = "Names of environments", Arity = ArgumentArity.OneOrMore };

    public static IReadOnlyList<string> Distinct(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal)];
}
