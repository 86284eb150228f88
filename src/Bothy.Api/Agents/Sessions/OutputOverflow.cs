using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.Agents.Sessions;

/// <summary>What an agent does with output while no client takes it and its buffer is full.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<OutputOverflow>))]
public enum OutputOverflow
{
    /// <summary>The process waits; nothing is lost.</summary>
    Block,

    /// <summary>The process goes on; the oldest output is dropped while no client is attached.</summary>
    DropOldest,
}
