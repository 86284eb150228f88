using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.Environments;

/// <summary>What a user wants an environment to be.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<DesiredPhase>))]
public enum DesiredPhase
{
    Running,
    Stopped,
}
