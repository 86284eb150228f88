using System.Collections.Concurrent;
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

    private readonly IReadOnlyList<Repository> repositories;
    /// <summary>Documents are read one after the other: what a registry sends takes many times its size while it is read.</summary>
    private readonly SemaphoreSlim reading = new(1);
    private readonly ConcurrentDictionary<string, (Repository Repository, long Size)> named = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Repository, bool> silent = new();

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
    /// <returns>Null if none of them has it, lets this host read it, or answers; one that does not answer is not asked again.</returns>
    public async Task<Manifest?> FindManifestAsync(string reference, CancellationToken cancellationToken)
    {
        // It becomes part of an address: nothing in it may lead to another repository.
        if (!ImageReferenceParser.IsTag(reference) && !OciDigest.IsValid(reference))
        {
            return null;
        }

        await reading.WaitAsync(cancellationToken);
        try
        {
            return await AskAsync(reference, cancellationToken);
        }
        finally
        {
            reading.Release();
        }
    }

    private async Task<Manifest?> AskAsync(string reference, CancellationToken cancellationToken)
    {
        var first = named.TryGetValue(reference, out var known) ? [known.Repository] : repositories;
        foreach (var repository in first.Where(repository => !silent.ContainsKey(repository)))
        {
            try
            {
                var content = await repository.AskAsync((client, stop) => client.ReadManifestAsync(reference, stop), cancellationToken);
                return Read(repository, reference, content);
            }
            catch (ImageException exception)
            {
                if (exception.Problem == ImageProblem.Unreachable)
                {
                    silent[repository] = true;
                }
            }
        }

        return null;
    }

    /// <summary>Opens a blob that a manifest has named.</summary>
    /// <returns>Null if none has.</returns>
    /// <exception cref="ImageException">It is not to be had.</exception>
    public async Task<Blob?> OpenBlobAsync(string digest, CancellationToken cancellationToken)
    {
        if (!named.TryGetValue(digest, out var known))
        {
            return null;
        }

        var (response, _) = await known.Repository.AskAsync((client, stop) => client.OpenBlobAsync(new OciDescriptor { Digest = digest, Size = known.Size }, 0, stop), cancellationToken);
        return new Blob(response, await response.Content.ReadAsStreamAsync(cancellationToken), known.Size);
    }

    public void Dispose()
    {
        foreach (var repository in repositories)
        {
            repository.Dispose();
        }

        reading.Dispose();
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
                named.TryAdd(descriptor.Digest!, (repository, descriptor.Size));
            }
        }

        var isKnown = isIndex ? OciMediaTypes.IsIndex(document.MediaType) : OciMediaTypes.IsManifest(document.MediaType);
        return new Manifest(content, isKnown ? document.MediaType! : isIndex ? OciMediaTypes.Index : OciMediaTypes.Manifest, digest);
    }
}
