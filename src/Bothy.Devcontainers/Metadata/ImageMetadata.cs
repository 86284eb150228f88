using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Metadata;

/// <summary>What an image says about itself, in the order in which it was added.</summary>
internal sealed record ImageMetadata(IReadOnlyList<DevcontainerProperties> Entries, IReadOnlyList<string> Warnings);
