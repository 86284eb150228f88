using System.Security.Cryptography;
using Bothy.Images.Oci;
using Bothy.Images.Registries;
using Bothy.Linux.Failpoints;

namespace Bothy.Images.Content;

/// <summary>Fetches one blob into the store, from where an earlier attempt, also of a killed process, left off. Its digest is computed on the way.</summary>
internal sealed class BlobDownload : IDisposable
{
    private const int BufferSize = 256 * 1024;
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(60);

    private readonly ContentStore store;
    private readonly Repository repository;
    private readonly OciDescriptor blob;
    private readonly PullProgress progress;
    private readonly byte[] buffer = new byte[BufferSize];
    private IncrementalHash hash;
    private long written;

    private BlobDownload(ContentStore store, Repository repository, OciDescriptor blob, PullProgress progress)
    {
        this.store = store;
        this.repository = repository;
        this.blob = blob;
        this.progress = progress;
        hash = OciDigest.Start(blob.Digest!);
    }

    private string Digest => blob.Digest!;

    /// <summary>Returns when the blob is in the store, complete and checked, whoever fetched it.</summary>
    /// <param name="blob">Its digest and size were checked for being possible.</param>
    /// <returns>True if it was there already, and so was not looked at now.</returns>
    /// <exception cref="ImageException">No endpoint has it, or what they have is something else.</exception>
    public static async Task<bool> EnsureAsync(
        ContentStore store, Repository repository, OciDescriptor blob, PullProgress progress, CancellationToken cancellationToken)
    {
        using var held = await store.LockAsync(blob.Digest!, cancellationToken);
        var isThere = store.TryUse(blob.Digest!, blob.Size);
        if (isThere)
        {
            progress.Add(blob.Size);
        }
        else
        {
            using var download = new BlobDownload(store, repository, blob, progress);
            await download.RunAsync(cancellationToken);
        }

        progress.LayerComplete();
        return isThere;
    }

    public void Dispose() => hash.Dispose();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var wasWrong = false; ; wasWrong = true)
        {
            await using (var file = new FileStream(store.Partial(Digest), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0))
            {
                await TakeUpAsync(file, cancellationToken);
                await FetchAsync(file, cancellationToken);
            }

            if (OciDigest.Finish(hash) == Digest)
            {
                store.Complete(Digest);
                Failpoint.Hit(ImageFailpoints.BlobComplete);
                return;
            }

            // What an earlier process left may be to blame: once more from the start.
            File.Delete(store.Partial(Digest));
            progress.Add(-written);
            if (wasWrong)
            {
                throw new ImageException(ImageProblem.Corrupt, $"{repository.Endpoint} sends other content for {Digest} than its digest says.");
            }
        }
    }

    /// <summary>Computes the digest of what is there already.</summary>
    private async Task TakeUpAsync(FileStream file, CancellationToken cancellationToken)
    {
        hash.Dispose();
        hash = OciDigest.Start(Digest);
        written = 0;
        if (file.Length > blob.Size)
        {
            file.SetLength(0);
        }

        while (await file.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            written += read;
        }

        progress.Add(written);
    }

    private async Task FetchAsync(FileStream file, CancellationToken cancellationToken)
    {
        while (written < blob.Size)
        {
            var before = written;
            try
            {
                await repository.AskAsync((client, stop) => FetchRestAsync(client, file, stop), cancellationToken);
            }
            catch (ImageException exception) when (exception.Problem == ImageProblem.Unreachable && written > before)
            {
                // As long as it gets on, however often it is cut, it goes on.
            }
        }
    }

    private async Task<bool> FetchRestAsync(RegistryClient client, FileStream file, CancellationToken cancellationToken)
    {
        var (response, offset) = await client.OpenBlobAsync(blob, written, cancellationToken);
        using (response)
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            if (offset != written)
            {
                await SkipAsync(body, written, cancellationToken);
            }

            file.Position = written;
            while (written < blob.Size)
            {
                var read = await ReadAsync(body, (int)Math.Min(BufferSize, blob.Size - written), cancellationToken);
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                written += read;
                progress.Add(read);
                Failpoint.Hit(ImageFailpoints.BlobPart);
            }
        }

        return true;
    }

    /// <summary>A server that knows no ranges sends what is there already once more.</summary>
    private async Task SkipAsync(Stream body, long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            count -= await ReadAsync(body, (int)Math.Min(BufferSize, count), cancellationToken);
        }
    }

    private async Task<int> ReadAsync(Stream body, int count, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(Stall);
        try
        {
            var read = await body.ReadAsync(buffer.AsMemory(0, count), stall.Token);
            return read > 0 ? read : throw new IOException($"the connection ended after {written} of {blob.Size} bytes of {Digest}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"nothing came for {Stall.TotalSeconds} s after {written} of {blob.Size} bytes of {Digest}");
        }
    }
}
