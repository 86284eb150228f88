using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Stores.S3;

/// <summary>What a server's refusal means to those who use a store.</summary>
internal static class S3Errors
{
    /// <summary>Runs one call and translates what goes wrong.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    /// <exception cref="DamagedObjectException">It ends before the range does.</exception>
    /// <exception cref="IOException">Anything else.</exception>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> call, ObjectKey? key, string store, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception exception) when (key is { } missing && IsMissing(exception))
        {
            throw new ObjectNotFoundException(missing, store);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw new DamagedObjectException($"{key} in {store}", "it ends before what is to be read begins");
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or HttpRequestException or SocketException
            || (exception is IOException && exception is not (ObjectNotFoundException or DamagedObjectException)))
        {
            // A connection that is cut in the middle shows as whatever the client met first: a socket's or a stream's error, as such.
            throw new IOException($"{store} failed for {key?.ToString() ?? "a list"}: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{store} did not answer in time for {key?.ToString() ?? "a list"}.", exception);
        }
    }

    private static bool IsMissing(AmazonS3Exception exception) =>
        exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode != "NoSuchBucket";
}
