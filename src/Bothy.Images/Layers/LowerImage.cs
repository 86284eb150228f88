using System.Security.Cryptography;
using System.Text;

namespace Bothy.Images.Layers;

/// <summary>An image of this host that others can be laid on. To tools that think in layers it is one, with a name of its own: its bytes as an archive are never made.</summary>
/// <param name="Digest">The image's.</param>
/// <param name="MountedAt">Where all of it is mounted.</param>
public sealed record LowerImage(string Digest, string MountedAt)
{
    /// <summary>The layer's digest, which stands for the image's.</summary>
    public string DiffId { get; } = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"bothy image\n{Digest}")));
}
