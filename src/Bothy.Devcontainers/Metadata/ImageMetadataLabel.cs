using System.Text;
using Bothy.Devcontainers.Binding;
using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Json;
using Bothy.Devcontainers.Model;
using Bothy.Devcontainers.Variables;

namespace Bothy.Devcontainers.Metadata;

/// <summary>
/// Reads the label that holds an object or an array of objects: Dev Container specification, "Image Metadata".
/// An image is not the repository's doing, so that nothing in its label keeps an environment from starting.
/// </summary>
internal static class ImageMetadataLabel
{
    public const string Name = "devcontainer.metadata";

    public static ImageMetadata Read(IReadOnlyDictionary<string, string>? labels, SubstitutionContext context)
    {
        var problems = new ProblemCollector();
        var text = labels?.GetValueOrDefault(Name);
        var entries = string.IsNullOrEmpty(text) ? [] : Read(text, context, problems);
        return new ImageMetadata(entries, problems.Warnings);
    }

    private static DevcontainerProperties[] Read(string text, SubstitutionContext context, ProblemCollector problems)
    {
        if (Encoding.UTF8.GetByteCount(text) > JsoncParser.MaxBytes)
        {
            problems.Warn($"The image's label {Name} has no effect: it is larger than 1 MiB.");
            return [];
        }

        var document = JsoncParser.Parse(Encoding.UTF8.GetBytes(text));
        switch (document.Value)
        {
            case JsoncArray array:
                return [.. array.Items.Select((item, index) => ReadEntry(item, JsonPath.Root(Name).Item(index), context, problems)).OfType<DevcontainerProperties>()];
            case JsoncObject only:
                return [ReadEntry(only, JsonPath.Root(Name), context, problems)!];
            default:
                var reason = document.Error is { } error ? $"it is not JSON: {error.Message}" : "it is neither an object nor an array";
                problems.Warn($"The image's label {Name} has no effect: {reason}.");
                return [];
        }
    }

    private static DevcontainerProperties? ReadEntry(JsoncValue value, JsonPath path, SubstitutionContext context, ProblemCollector problems)
    {
        void Note(JsonPath at, JsoncValue wrong, string message) => problems.Warn(at, $"has no effect: it {message}.");

        if (value is not JsoncObject)
        {
            Note(path, value, $"must be an object, not {value.Description}");
            return null;
        }

        var source = (JsoncObject)Substitution.SubstituteBeforeContainer(value, context, path, Note);
        var reader = new ObjectReader(source, path, Note);
        UnknownProperties.Warn(source, path, PropertyNames.Label, problems);
        PropertiesWithoutEffect.Warn(source, path, problems);
        return PropertiesBinder.Bind(source, path, problems, Note) with
        {
            Id = reader.ShortText("id"),
            Entrypoint = reader.Text("entrypoint"),
        };
    }
}
