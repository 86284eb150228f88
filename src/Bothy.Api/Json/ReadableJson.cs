using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bothy.Api.Json;

/// <summary>Like <see cref="ApiJson"/>, but quotes and the letters of every script stay readable. What it writes must not be put into HTML.</summary>
public static class ReadableJson
{
    public static ApiJson Context { get; } = new(new JsonSerializerOptions(ApiJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
