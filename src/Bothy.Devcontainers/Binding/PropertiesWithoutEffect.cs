using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Json;

namespace Bothy.Devcontainers.Binding;

/// <summary>The properties that are understood and not acted on, each with the reason that a developer is given.</summary>
internal static class PropertiesWithoutEffect
{
    private const int MaxShown = 5;

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["features"] = "has no effect yet: Features are not installed; use an image that has what they bring, or install it in onCreateCommand.",
        ["overrideFeatureInstallOrder"] = "has no effect yet: Features are not installed.",
        ["initializeCommand"] = "is not run, since it would run on the host, outside of the environment; do it in onCreateCommand.",
        ["secrets"] = "has no effect: it describes secrets that the repository would like, and none are handed out.",
        ["appPort"] = "has no effect: ports are not published on the host; name them in forwardPorts, or use bothy port forward.",
        ["service"] = "has no effect without dockerComposeFile.",
        ["runServices"] = "has no effect without dockerComposeFile.",
        ["build"] = "has no effect without a Dockerfile to build.",
        ["context"] = "has no effect without a Dockerfile to build.",
        ["portsAttributes"] = "has no effect: ports are forwarded without labels or actions.",
        ["otherPortsAttributes"] = "has no effect: ports are forwarded without labels or actions.",
        ["postAttachCommand"] = "runs once after each start, not each time that a tool attaches.",
        ["shutdownAction"] = "has no effect: an environment runs until it is stopped, whichever tools disconnect.",
        ["entrypoint"] = "has no effect: entrypoints of Features are not run.",
    };

    public static void Warn(JsoncObject source, JsonPath path, ProblemCollector problems)
    {
        foreach (var (name, value) in source.Members)
        {
            if (Reasons.TryGetValue(name, out var reason) && !AsksForNothing(name, value) && !(IsOfBuild(name) && NamesDockerfile(source)))
            {
                problems.Warn(path.Member(name), reason + AskedFor(value));
            }
        }
    }

    private static bool IsOfBuild(string name) => name is "build" or "context";

    private static bool NamesDockerfile(JsoncObject source) =>
        source.Members.ContainsKey("dockerFile")
        || (source.Members.TryGetValue("build", out var build) && build is JsoncObject made && made.Members.ContainsKey("dockerfile"));

    /// <summary>Says which, where a value lists several things.</summary>
    private static string AskedFor(JsoncValue value)
    {
        IEnumerable<string> names = value switch
        {
            JsoncArray array => array.Items.OfType<JsoncString>().Select(item => item.Value),
            JsoncObject source => source.Members.Keys,
            _ => [],
        };
        string[] shown = [.. names.Take(MaxShown + 1).Select((name, index) => index < MaxShown ? QuotedText.Of(name) : "…")];
        return shown.Length == 0 ? "" : $" It asks for {string.Join(", ", shown)}.";
    }

    /// <summary>Whether what the value asks for is what happens anyway.</summary>
    private static bool AsksForNothing(string name, JsoncValue value) => value switch
    {
        JsoncNull => true,
        JsoncArray array => array.Items.Count == 0,
        JsoncObject source => source.Members.Count == 0,
        JsoncString text => text.Value.Length == 0 || (text.Value == "none" && name == "shutdownAction"),
        _ => false,
    };
}
