using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bothy.Api.Json;

/// <summary>Writes enum members as camelCase strings and refuses numbers.</summary>
public sealed class CamelCaseEnumConverter<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
