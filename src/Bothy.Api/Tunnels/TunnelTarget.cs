using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.Tunnels;

/// <summary>What a tunnel leads to.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<TunnelTarget>))]
public enum TunnelTarget
{
    /// <summary>The socket of the environment's agent; both directions are opaque bytes.</summary>
    Agent,

    /// <summary>The environment's log as lines of JSON; only the runner sends.</summary>
    Log,

    /// <summary>An offer to answer one git inside that needs the user's access to the remote; docs/credentials.md describes the bytes.</summary>
    Remote,
}
