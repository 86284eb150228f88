using System.Text.Json.Serialization;

namespace Bothy.Api.Agents.Sessions;

/// <summary>How a process ended: with a code, or by a signal.</summary>
/// <param name="Code">0 to 255 where it exited by itself; 126 and 127 where it could not be executed or found.</param>
/// <param name="Signal">The signal's number where one ended it.</param>
public sealed record ExitStatus(int? Code, int? Signal)
{
    /// <summary>The code, or 128 plus the signal's number, as shells report it.</summary>
    [JsonIgnore]
    public int ShellCode => Code ?? (128 + Signal ?? 255);

    [JsonIgnore]
    public bool IsSuccess => Code == 0;

    public override string ToString() => Signal is { } signal ? $"signal {signal}" : $"exit code {Code}";
}
