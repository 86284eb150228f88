using Bothy.Images.Content;
using Bothy.Images.Oci;
using Bothy.Images.References;

namespace Bothy.Images.Registries;

/// <summary>Finds the manifest that a name means in a registry for one platform, through indexes, and stores it.</summary>
internal sealed class RegistryManifest(Repository repository, ContentStore store, RegistryReference reference)
{
    private const int MaximumDepth = 4;

    /// <exception cref="ImageException">There is none, or what the registry has is broken.</exception>
    public async Task<OciDescriptor> FindAsync(OciPlatform platform, CancellationToken cancellationToken)
    {
        var descriptor = reference.Digest is { } digest
            ? new OciDescriptor { Digest = digest, Size = -1 }
            : new OciDescriptor { Size = -1 };
        for (var depth = 0; depth <= MaximumDepth; depth++)
        {
            var (found, document) = await ReadAsync(descriptor, cancellationToken);
            if (document.Manifests is not { } manifests)
            {
                return found;
            }

            if (document.Layers is not null || document.Config is not null)
            {
                throw Corrupt($"{found.Digest} is an index and a manifest at the same time");
            }

            descriptor = Choose(manifests, platform);
        }

        throw Corrupt("indexes lie in indexes too deeply");
    }

    private async Task<(OciDescriptor Descriptor, OciManifest Document)> ReadAsync(OciDescriptor descriptor, CancellationToken cancellationToken)
    {
        var asked = descriptor.Digest ?? reference.EffectiveTag!;
        var content = await repository.AskAsync((client, stop) => client.ReadManifestAsync(asked, stop), cancellationToken);
        var digest = OciDigest.Of(descriptor.Digest ?? "sha256:", content);
        if (descriptor.Digest is { } promised && promised != digest)
        {
            throw Corrupt($"{promised} has other content than its digest says");
        }

        if (descriptor.Size >= 0 && descriptor.Size != content.Length)
        {
            throw Corrupt($"{digest} is not {descriptor.Size} bytes long, as its index says");
        }

        var document = OciJson.Parse(content, OciJson.Default.OciManifest, $"{reference.Canonical}: manifest {digest}");
        if (document.SchemaVersion != 2)
        {
            throw Corrupt($"its manifest is of schema {document.SchemaVersion}; images of Docker before 1.10 must be pushed anew");
        }

        await store.WriteAsync(digest, content, cancellationToken);
        return (new OciDescriptor { Digest = digest, Size = content.Length, MediaType = document.MediaType }, document);
    }

    private OciDescriptor Choose(IReadOnlyList<OciDescriptor?> manifests, OciPlatform platform)
    {
        var candidates = manifests.OfType<OciDescriptor>().ToList();
        var chosen = candidates.Find(candidate => candidate.Platform is { } wanted && wanted.Os == platform.Os && wanted.Architecture == platform.Architecture)
            ?? candidates.Find(candidate => candidate.Platform is null)
            ?? throw new ImageException(
                ImageProblem.WrongPlatform,
                $"{reference.Canonical} is not for {platform.Os}/{platform.Architecture}. It is for: "
                + $"{string.Join(", ", candidates.Select(candidate => $"{candidate.Platform!.Os}/{candidate.Platform.Architecture}").Distinct().Take(20))}.");
        return OciDigest.IsValid(chosen.Digest) ? chosen : throw Corrupt($"\"{chosen.Digest}\" is not a digest that is supported (sha256, sha512)");
    }

    private ImageException Corrupt(string what) => new(ImageProblem.Corrupt, $"{reference.Canonical} at {repository.Endpoint} is broken: {what}.");
}
