using System.Text.Json.Serialization;

namespace Bothy.Images.Store;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Image))]
[JsonSerializable(typeof(StoredName))]
internal sealed partial class StoreJson : JsonSerializerContext;
