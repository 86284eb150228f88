using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.Agents.Sessions;

/// <summary>The control group that a session's processes join.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SessionGroup>))]
public enum SessionGroup
{
    /// <summary>Somebody waits at the other end: no CPU quota.</summary>
    Interactive,

    /// <summary>Builds, services, everything else.</summary>
    Work,
}
