using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Bothy.Images.Oci;

/// <summary>For documents that are written, not read.</summary>
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class OciNodeJson : JsonSerializerContext;
