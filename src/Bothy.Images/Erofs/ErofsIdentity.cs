using System.Security.Cryptography;
using System.Text;

namespace Bothy.Images.Erofs;

/// <summary>The UUID of an image: the same for the same layers.</summary>
internal static class ErofsIdentity
{
    public static Guid Of(IEnumerable<string> names) => new(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names))).AsSpan(0, 16));
}
