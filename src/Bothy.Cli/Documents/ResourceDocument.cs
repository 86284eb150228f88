using System.Text.Json.Nodes;

namespace Bothy.Cli.Documents;

/// <summary>One resource as the user wrote it; unknown members are still in it, so that the server can name them.</summary>
/// <param name="Source">Where it stands, for messages: <c>env.yaml</c>, or <c>env.yaml, document 2</c>.</param>
internal sealed record ResourceDocument(string Source, JsonObject Content);
