using Bothy.Devcontainers.Json;

namespace Bothy.Devcontainers.Binding;

/// <summary>
/// Moves <c>extensions</c>, <c>settings</c> and <c>devPort</c>, which old files have at the top, to <c>customizations.vscode</c>,
/// where the reference implementation wants them. What is there already comes first and wins.
/// </summary>
internal static class LegacyProperties
{
    public static readonly IReadOnlyList<string> Names = ["extensions", "settings", "devPort"];

    public static JsoncObject Move(JsoncObject source)
    {
        var extensions = source.Members.GetValueOrDefault("extensions") as JsoncArray;
        var settings = source.Members.GetValueOrDefault("settings") as JsoncObject;
        var devPort = source.Members.GetValueOrDefault("devPort");
        if (extensions is null && settings is null && devPort is null)
        {
            return source;
        }

        var top = Copy(source);
        var customizations = Copy(top.GetValueOrDefault("customizations") as JsoncObject);
        var vscode = Copy(customizations.GetValueOrDefault("vscode") as JsoncObject);
        if (extensions is not null)
        {
            var present = vscode.GetValueOrDefault("extensions") as JsoncArray;
            vscode["extensions"] = extensions with { Items = [.. present?.Items ?? [], .. extensions.Items] };
            top.Remove("extensions");
        }

        if (settings is not null)
        {
            var merged = Copy(settings);
            foreach (var (name, value) in Copy(vscode.GetValueOrDefault("settings") as JsoncObject))
            {
                merged[name] = value;
            }

            vscode["settings"] = settings with { Members = merged };
            top.Remove("settings");
        }

        if (devPort is not null && vscode.TryAdd("devPort", devPort))
        {
            top.Remove("devPort");
        }

        customizations["vscode"] = new JsoncObject(vscode, source.Position);
        top["customizations"] = new JsoncObject(customizations, source.Position);
        return source with { Members = top };
    }

    private static OrderedDictionary<string, JsoncValue> Copy(JsoncObject? source) =>
        new(source?.Members ?? [], StringComparer.Ordinal);
}
