using System.Diagnostics.CodeAnalysis;
using Bothy.Api.Problems;

namespace Bothy.Server.Resources;

/// <summary>What was asked for, or the problem to answer with.</summary>
internal readonly struct Outcome<TValue>
    where TValue : class
{
    private readonly TValue? _value;
    private readonly Problem? _problem;

    private Outcome(TValue? value, Problem? problem)
    {
        _value = value;
        _problem = problem;
    }

    public static implicit operator Outcome<TValue>(TValue value) => new(value, null);

    public static implicit operator Outcome<TValue>(Problem problem) => new(null, problem);

    public bool Succeeded([NotNullWhen(true)] out TValue? value, [NotNullWhen(false)] out Problem? problem)
    {
        value = _value;
        problem = _problem;
        return value is not null;
    }
}
