using System.Net;
using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Stores.S3;

/// <summary>
/// Objects in a bucket of an S3-compatible server. Puts are conditional (<c>If-None-Match: *</c>). Some servers ignore the condition when an
/// object is sent in parts; only packs are that long, and two of one key have the same bytes.
/// </summary>
public sealed class S3ObjectStore : IObjectStore
{
    /// <summary>The newest head is the first key of its list; who wants only that gets few more.</summary>
    private const int FirstPage = 8;

    private const int ConflictAttempts = 5;
    private readonly S3StoreOptions options;
    private readonly AmazonS3Client client;

    public S3ObjectStore(S3StoreOptions options)
    {
        this.options = options;
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle ?? options.Endpoint is not null,
            MaxErrorRetry = options.Retries,
            RetryMode = RequestRetryMode.Standard,
            Timeout = options.Timeout,

            // The default wraps every body in a chunked encoding with trailing checksums, which other servers than Amazon's refuse.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is not null)
        {
            config.ServiceURL = options.Endpoint.ToString();
            config.AuthenticationRegion = options.Region;
        }
        else if (options.Region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        client = new(config);
    }

    public string Description => $"s3://{options.Bucket}/{options.Prefix}";

    public async Task<PutOutcome> PutAsync(ObjectKey key, IReadOnlyList<ReadOnlyMemory<byte>> content, CancellationToken cancellationToken)
    {
        var length = content.Sum(segment => (long)segment.Length);
        return await S3Errors.TranslateAsync(
            () => length > options.MultipartThreshold ? PutPartsAsync(key, content, length, cancellationToken) : PutWholeAsync(key, content, length, cancellationToken),
            key,
            Description,
            cancellationToken);
    }

    public async Task ReadAsync(ObjectKey key, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (destination.Length > 0)
        {
            await AskAsync(key, patience => ReadRangeAsync(key, offset, destination, patience), cancellationToken);
        }
    }

    public Task<byte[]> ReadAllAsync(ObjectKey key, int maximumLength, CancellationToken cancellationToken) => AskAsync(
        key,
        async patience =>
        {
            using var response = await client.GetObjectAsync(options.Bucket, NameOf(key), patience);
            if (response.ContentLength < 0 || response.ContentLength > maximumLength)
            {
                throw new DamagedObjectException($"{key} in {Description}", $"its length is not known, or more than {maximumLength} bytes");
            }

            var content = new byte[response.ContentLength];
            await response.ResponseStream.ReadExactlyAsync(content, patience);
            return content;
        },
        cancellationToken);

    public async Task<long?> FindLengthAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            return (await AskAsync(key, patience => client.GetObjectMetadataAsync(options.Bucket, NameOf(key), patience), cancellationToken)).ContentLength;
        }
        catch (ObjectNotFoundException)
        {
            return null;
        }
    }

    public async IAsyncEnumerable<ObjectKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = options.Prefix + prefix, MaxKeys = FirstPage };
        while (true)
        {
            var page = await AskAsync(null, patience => client.ListObjectsV2Async(request, patience), cancellationToken);
            foreach (var entry in page.S3Objects ?? [])
            {
                if (entry.Key[options.Prefix.Length..] is var text && ObjectKey.IsValid(text))
                {
                    yield return new(text);
                }
            }

            if (page.IsTruncated != true)
            {
                yield break;
            }

            (request.ContinuationToken, request.MaxKeys) = (page.NextContinuationToken, 1000);
        }
    }

    public async Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) =>
        await AskAsync(key, patience => client.DeleteObjectAsync(options.Bucket, NameOf(key), patience), cancellationToken);

    public void Dispose() => client.Dispose();

    private async Task<PutOutcome> PutWholeAsync(
        ObjectKey key, IReadOnlyList<ReadOnlyMemory<byte>> content, long length, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await InTimeAsync(
                    patience => client.PutObjectAsync(
                        new()
                        {
                            BucketName = options.Bucket,
                            Key = NameOf(key),
                            InputStream = new SegmentStream(content, 0, length),
                            IfNoneMatch = "*",
                            UseChunkEncoding = false,
                        },
                        patience),
                    cancellationToken);
                return PutOutcome.Created;
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                return PutOutcome.Exists;
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.Conflict && attempt < ConflictAttempts)
            {
                // Somebody else is putting the same key at this moment, and it is open who will have put it.
            }
        }
    }

    private async Task<PutOutcome> PutPartsAsync(
        ObjectKey key, IReadOnlyList<ReadOnlyMemory<byte>> content, long length, CancellationToken cancellationToken)
    {
        if (await FindLengthAsync(key, cancellationToken) is not null)
        {
            return PutOutcome.Exists;
        }

        var (bucket, name) = (options.Bucket, NameOf(key));
        var upload = (await InTimeAsync(patience => client.InitiateMultipartUploadAsync(new() { BucketName = bucket, Key = name }, patience), cancellationToken)).UploadId;
        try
        {
            var parts = new List<PartETag>();
            for (var start = 0L; start < length; start += options.PartSize)
            {
                var (number, offset, size) = (parts.Count + 1, start, Math.Min(options.PartSize, length - start));
                var part = await InTimeAsync(
                    patience => client.UploadPartAsync(
                        new()
                        {
                            BucketName = bucket,
                            Key = name,
                            UploadId = upload,
                            PartNumber = number,
                            InputStream = new SegmentStream(content, offset, size),
                            PartSize = size,
                            UseChunkEncoding = false,
                        },
                        patience),
                    cancellationToken);
                parts.Add(new(number, part.ETag));
            }

            await InTimeAsync(
                patience => client.CompleteMultipartUploadAsync(new() { BucketName = bucket, Key = name, UploadId = upload, PartETags = parts, IfNoneMatch = "*" }, patience),
                cancellationToken);
            return PutOutcome.Created;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            await AbortAsync(name, upload);
            return PutOutcome.Exists;
        }
        catch
        {
            await AbortAsync(name, upload);
            throw;
        }
    }

    /// <summary>Gives back what the parts take. What cannot be is for the bucket's own rule about unfinished uploads.</summary>
    private async Task AbortAsync(string name, string upload)
    {
        try
        {
            await AskAsync(
                null, patience => client.AbortMultipartUploadAsync(new() { BucketName = options.Bucket, Key = name, UploadId = upload }, patience), CancellationToken.None);
        }
        catch (IOException)
        {
            // The first error says more.
        }
    }

    private async Task<bool> ReadRangeAsync(ObjectKey key, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        using var response = await client.GetObjectAsync(
            new() { BucketName = options.Bucket, Key = NameOf(key), ByteRange = new(offset, offset + destination.Length - 1) }, cancellationToken);
        if (response.ContentLength != destination.Length)
        {
            throw new DamagedObjectException(
                $"{key} in {Description}", $"it gives {response.ContentLength} of {destination.Length} bytes from {offset} on");
        }

        await response.ResponseStream.ReadExactlyAsync(destination, cancellationToken);
        return true;
    }

    /// <summary>One request, given up in time, and what goes wrong with it in the words of all stores.</summary>
    private Task<T> AskAsync<T>(ObjectKey? key, Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken) =>
        S3Errors.TranslateAsync(() => InTimeAsync(request, cancellationToken), key, Description, cancellationToken);

    /// <summary>
    /// Gives up what does not end in time. The client's own limit is for each attempt, and over when the head of an answer has come: a server that stalls after
    /// that would be waited for without end.
    /// </summary>
    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Timeout * (options.Retries + 1));
        return await request(patience.Token);
    }

    private string NameOf(ObjectKey key) => options.Prefix + key;
}
