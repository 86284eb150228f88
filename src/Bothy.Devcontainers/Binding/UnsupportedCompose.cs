using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Json;

namespace Bothy.Devcontainers.Binding;

/// <summary>Finds that services would have to be composed. A Dockerfile wins over an image, and both over Compose, as in the reference implementation.</summary>
internal static class UnsupportedCompose
{
    private const string WayOut = "Name an image with spec.devcontainer.image, or another configuration with spec.devcontainer.path.";

    /// <param name="reader">The document.</param>
    public static DevcontainerFailure? Find(ObjectReader reader)
    {
        if (reader.Find("image") is not null || reader.Find("dockerComposeFile") is not { } compose)
        {
            return null;
        }

        if (compose is not (JsoncString or JsoncArray))
        {
            reader.Mismatch(reader.PathOf("dockerComposeFile"), compose, "a string or an array of strings");
        }

        return new DevcontainerFailure
        {
            Reason = DevcontainerFailureReason.ComposeNotSupported,
            Message = $"The environment consists of the services of {Describe(compose)}, and Docker Compose is not supported yet. {WayOut}",
        };
    }

    private static string Describe(JsoncValue compose) => compose switch
    {
        JsoncString file => QuotedText.Of(file.Value),
        JsoncArray { Items: [JsoncString first, ..] } => QuotedText.Of(first.Value),
        _ => "a Compose file",
    };
}
