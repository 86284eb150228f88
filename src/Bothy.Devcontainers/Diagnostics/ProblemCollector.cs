using Bothy.Devcontainers.Json;

namespace Bothy.Devcontainers.Diagnostics;

/// <summary>Gathers what is wrong with a document, so that all of it is reported at once. A hostile document cannot make the lists long.</summary>
internal sealed class ProblemCollector
{
    /// <summary>Problems kept, and warnings kept; more of a kind are counted only.</summary>
    public const int Limit = 50;

    private readonly List<DevcontainerProblem> problems = [];
    private readonly List<string> warnings = [];
    private int dropped;

    public IReadOnlyList<DevcontainerProblem> Problems => problems;

    public IReadOnlyList<string> Warnings =>
        dropped == 0 ? warnings : [.. warnings, $"{dropped} more warnings are not shown."];

    public bool IsFull => warnings.Count >= Limit;

    public void Error(JsonPath path, JsoncValue value, string message)
    {
        if (problems.Count < Limit)
        {
            problems.Add(new DevcontainerProblem
            {
                Path = path.ToString(),
                Line = value.Position.Line,
                Column = value.Position.Column,
                Message = message,
            });
        }
    }

    public void Warn(JsonPath path, string message) => Warn($"{path} {message}");

    public void Warn(string warning)
    {
        if (IsFull)
        {
            dropped++;
        }
        else
        {
            warnings.Add(warning);
        }
    }
}
