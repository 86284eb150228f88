using System.Collections.Concurrent;
using System.Collections.Immutable;
using Bothy.Images.Oci;
using Bothy.Images.References;

namespace Bothy.Images.Registries;

/// <summary>
/// Repositories as somebody who must not have their credentials may read them: as they are, by tag and by digest, and nothing but what their own manifests name.
/// Several are one, in which the first that has a tag counts.
/// </summary>
public sealed class RelayedRepository : IDisposable
{
    /// <summary>Of manifests and blobs that may be read; more are not remembered.</summary>
    private const int MostNamed = 20_000;

    /// <summary>Of all relays, documents are parsed one after the other: what a registry sends takes many times its size meanwhile.</summary>
    private static readonly SemaphoreSlim Parsing = new(1);

    private readonly IReadOnlyList<Repository> repositories;

    /// <summary>Where each digest was named, and the size that was said.</summary>
    private readonly ConcurrentDictionary<string, ImmutableList<(Repository Repository, long Size)>> named = new(StringComparer.Ordinal);

    /// <summary>Those that do not answer or let nobody read, with what they said.</summary>
    private readonly ConcurrentDictionary<Repository, ImageException> closed = new();

    internal RelayedRepository(IEnumerable<Repository> repositories) => this.repositories = [.. repositories];

    /// <summary>A manifest or index.</summary>
    /// <param name="Digest">Of the content, checked where it was asked for by digest.</param>
    public sealed record Manifest(byte[] Content, string MediaType, string Digest);

    /// <summary>A blob, of which the reader checks the digest.</summary>
    public sealed class Blob(HttpResponseMessage response, Stream content, long size) : IDisposable
    {
        public Stream Content => content;

        public long Size => size;

        public void Dispose() => response.Dispose();
    }

    /// <summary>Reads a manifest or index.</summary>
    /// <param name="reference">A tag or a digest.</param>
    /// <returns>Null if none of them has it.</returns>
    /// <exception cref="ImageException">None of them gives it, and one may have it: it does not answer, lets this host not read, or gives something else. What does not
    /// answer or lets nobody read is not asked again.</exception>
    public async Task<Manifest?> FindManifestAsync(string reference, CancellationToken cancellationToken)
    {
        // It becomes part of an address: nothing in it may lead to another repository.
        if (!ImageReferenceParser.IsTag(reference) && !OciDigest.IsValid(reference))
        {
            return null;
        }

        ImageException? failure = null;
        foreach (var repository in named.TryGetValue(reference, out var known) ? known.Select(place => place.Repository) : repositories)
        {
            if (closed.TryGetValue(repository, out var before))
            {
                failure ??= before;
                continue;
            }

            try
            {
                var content = await repository.AskAsync((client, stop) => client.ReadManifestAsync(reference, stop), cancellationToken);
                await Parsing.WaitAsync(cancellationToken);
                try
                {
                    return Read(repository, reference, content);
                }
                finally
                {
                    Parsing.Release();
                }
            }
            catch (ImageException exception)
            {
                if (exception.Problem is ImageProblem.Unreachable or ImageProblem.Denied)
                {
                    closed[repository] = exception;
                }

                failure ??= exception.Problem == ImageProblem.Unknown ? null : exception;
            }
        }

        return failure is null ? null : throw failure;
    }

    /// <summary>The size of a blob that a manifest has named; null if none has.</summary>
    public long? FindSize(string digest) => named.TryGetValue(digest, out var known) ? known[0].Size : null;

    /// <summary>Opens a blob that a manifest has named.</summary>
    /// <returns>Null if none has.</returns>
    /// <exception cref="ImageException">It is not to be had.</exception>
    public async Task<Blob?> OpenBlobAsync(string digest, CancellationToken cancellationToken)
    {
        if (!named.TryGetValue(digest, out var known))
        {
            return null;
        }

        ImageException? failure = null;
        foreach (var (repository, size) in known)
        {
            try
            {
                var blob = new OciDescriptor { Digest = digest, Size = size };
                var (response, _) = await repository.AskAsync((client, stop) => client.OpenBlobAsync(blob, 0, stop), cancellationToken);
                return new Blob(response, await response.Content.ReadAsStreamAsync(cancellationToken), size);
            }
            catch (ImageException exception)
            {
                failure ??= exception;
            }
        }

        throw failure!;
    }

    public void Dispose()
    {
        foreach (var repository in repositories)
        {
            repository.Dispose();
        }
    }

    private Manifest Read(Repository repository, string reference, byte[] content)
    {
        var digest = OciDigest.Of(OciDigest.IsValid(reference) ? reference : "sha256:", content);
        if (OciDigest.IsValid(reference) && digest != reference)
        {
            throw new ImageException(ImageProblem.Corrupt, $"{repository.Endpoint} gives other content for {reference} than its digest says.");
        }

        var document = OciJson.Parse(content, OciJson.Default.OciManifest, $"Manifest {digest} at {repository.Endpoint}");
        var isIndex = document.Manifests is not null;
        if (document.SchemaVersion != 2 || (!isIndex && (document.Config is null || document.Layers is null)))
        {
            throw new ImageException(ImageProblem.Corrupt, $"{repository.Endpoint} gives something for {reference} that is no manifest.");
        }

        foreach (var descriptor in (document.Manifests ?? []).Concat(document.Layers ?? []).Append(document.Config).OfType<OciDescriptor>())
        {
            if (OciDigest.IsValid(descriptor.Digest) && descriptor.Size >= 0 && named.Count < MostNamed)
            {
                named.AddOrUpdate(
                    descriptor.Digest!,
                    _ => [(repository, descriptor.Size)],
                    (_, places) => places.Any(place => place.Repository == repository) ? places : places.Add((repository, descriptor.Size)));
            }
        }

        var isKnown = isIndex ? OciMediaTypes.IsIndex(document.MediaType) : OciMediaTypes.IsManifest(document.MediaType);
        return new Manifest(content, isKnown ? document.MediaType! : isIndex ? OciMediaTypes.Index : OciMediaTypes.Manifest, digest);
    }
}
