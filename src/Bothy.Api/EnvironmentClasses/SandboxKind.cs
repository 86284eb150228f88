using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.EnvironmentClasses;

/// <summary>What keeps an environment apart from its host.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SandboxKind>))]
public enum SandboxKind
{
    Container,
}
