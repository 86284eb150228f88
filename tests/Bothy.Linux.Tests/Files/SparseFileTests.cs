using System.Security.Cryptography;
using Bothy.Linux.Files;
using Bothy.Linux.Paths;

namespace Bothy.Linux.Tests.Files;

public sealed class SparseFileTests : IDisposable
{
    private const long MiB = 1 << 20;
    private readonly string directory = Directory.CreateTempSubdirectory("bothy-sparse-").FullName;

    [Theory]
    [InlineData(new long[] { })]
    [InlineData(new long[] { 0 })]
    [InlineData(new long[] { 5 * MiB, 63 * MiB })]
    [InlineData(new long[] { 0, 17 * MiB, 20 * MiB })]
    public void Copy_DataBetweenHoles_IsEqualAndSparse(long[] offsets)
    {
        var (from, to) = (Path.Combine(directory, "from"), Path.Combine(directory, "to"));
        using (var source = File.OpenHandle(from, FileMode.Create, FileAccess.ReadWrite))
        using (var target = File.OpenHandle(to, FileMode.Create, FileAccess.ReadWrite))
        {
            RandomAccess.SetLength(source, 64 * MiB);
            foreach (var offset in offsets)
            {
                RandomAccess.Write(source, RandomNumberGenerator.GetBytes((int)MiB), offset);
            }

            SparseFile.Copy(source, target, TestContext.Current.CancellationToken);
        }

        SHA256.HashData(File.ReadAllBytes(to)).ShouldBe(SHA256.HashData(File.ReadAllBytes(from)));
        FileStatus.Of(to)!.Value.Allocated.ShouldBeLessThanOrEqualTo((offsets.Length * MiB) + 65536);
    }

    [Fact]
    public void Copy_Cancelled_Stops()
    {
        using var source = File.OpenHandle(Path.Combine(directory, "from"), FileMode.Create, FileAccess.ReadWrite);
        using var target = File.OpenHandle(Path.Combine(directory, "to"), FileMode.Create, FileAccess.ReadWrite);
        RandomAccess.Write(source, new byte[4096], 0);

        Should.Throw<OperationCanceledException>(() => SparseFile.Copy(source, target, new CancellationToken(canceled: true)));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
