using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.Resources;

/// <summary>Whether a condition holds, as far as its observer knows.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ConditionStatus>))]
public enum ConditionStatus
{
    Unknown,
    True,
    False,
}
