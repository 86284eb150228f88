using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.Environments;

/// <summary>Where one part of an environment (machine, content, devcontainer, automations) is.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<PartPhase>))]
public enum PartPhase
{
    Pending,
    Progressing,
    Ready,
    Stopped,
    Failed,
}
