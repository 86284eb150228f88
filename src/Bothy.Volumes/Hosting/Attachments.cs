using System.Text.Json;
using System.Text.Json.Serialization;
using Bothy.Linux.Paths;
using Bothy.Volumes.Quality;

namespace Bothy.Volumes.Hosting;

/// <summary>The file that says what is attached.</summary>
/// <param name="NextNode">Inode numbers from here on were never used.</param>
internal sealed record Attachments(ulong NextNode, IReadOnlyList<Attachment> Volumes)
{
    /// <summary>Inode 1 is the directory.</summary>
    public static Attachments None { get; } = new(2, []);

    public static Attachments Load(string path) => File.Exists(path)
        ? JsonSerializer.Deserialize(File.ReadAllBytes(path), AttachmentsJson.Default.Attachments)
            ?? throw new InvalidDataException($"{path} is empty. Detach what uses the volumes of this installation, and remove the file.")
        : None;

    /// <summary>Writes the file, or removes it where nothing is attached.</summary>
    public void Save(string path)
    {
        if (Volumes.Count == 0)
        {
            File.Delete(path);
        }
        else
        {
            DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(this, AttachmentsJson.Default.Attachments));
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(JsonStringEnumConverter<IoPriority>)])]
[JsonSerializable(typeof(Attachments))]
internal sealed partial class AttachmentsJson : JsonSerializerContext;
