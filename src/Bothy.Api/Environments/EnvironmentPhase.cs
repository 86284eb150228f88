using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.Environments;

/// <summary>Where an environment is. There is no failed phase: <see cref="EnvironmentStatus.Failures"/> says what is wrong.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<EnvironmentPhase>))]
public enum EnvironmentPhase
{
    Creating,
    Starting,
    Running,
    Updating,
    Stopping,
    Stopped,
    Deleting,
    Deleted,
}
