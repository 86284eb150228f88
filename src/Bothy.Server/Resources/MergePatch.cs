using System.Text.Json.Nodes;

namespace Bothy.Server.Resources;

/// <summary>JSON merge patch, RFC 7386 section 2.</summary>
internal static class MergePatch
{
    /// <returns>The patched document; shares nothing with its arguments.</returns>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject members)
        {
            return patch?.DeepClone();
        }

        var result = target is JsonObject ? target.DeepClone().AsObject() : [];
        foreach (var (name, value) in members)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                result[name] = Apply(result[name], value);
            }
        }

        return result;
    }
}
