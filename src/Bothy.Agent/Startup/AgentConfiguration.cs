using System.Text.Json.Serialization;

namespace Bothy.Agent.Startup;

/// <summary>What the environment's maker tells the agent, as JSON in <see cref="Variable"/>. Unknown members are ignored.</summary>
internal sealed record AgentConfiguration
{
    public const string Variable = "BOTHY_AGENT_CONFIG";

    /// <summary>Variables of every process: the image's and <c>containerEnv</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();

    /// <summary>Who runs what names no user.</summary>
    public string User { get; set; } = "root";

    /// <summary>Where processes start that name no directory; null: in the user's home.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>Out-of-memory score of every process, -1000 to 1000.</summary>
    public int OutOfMemoryScore { get; set; }

    /// <summary>Seconds between SIGTERM and SIGKILL when the agent itself is told to end by a signal.</summary>
    public double GraceSeconds { get; set; } = 10;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AgentConfiguration))]
internal sealed partial class AgentConfigurationJson : JsonSerializerContext;
