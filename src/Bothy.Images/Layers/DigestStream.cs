using System.Security.Cryptography;
using Bothy.Images.Oci;

namespace Bothy.Images.Layers;

/// <summary>Passes bytes through, computing their digest and counting them against a limit.</summary>
internal sealed class DigestStream(Stream inner, string like, ByteBudget budget) : ReadOnlyStream
{
    private readonly IncrementalHash hash = OciDigest.Start(like);

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        hash.AppendData(buffer[..read]);
        budget.Spend(read);
        return read;
    }

    /// <summary>Reads what is left, and returns the digest of everything.</summary>
    public string Finish()
    {
        CopyTo(Null);
        return OciDigest.Finish(hash);
    }

    protected override void Dispose(bool disposing)
    {
        hash.Dispose();
        inner.Dispose();
        base.Dispose(disposing);
    }
}
