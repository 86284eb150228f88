using System.Net;

namespace Bothy.Images.Registries;

/// <summary>An address that serves a registry's repositories (OCI distribution specification).</summary>
/// <param name="Base">Scheme, host and path before <c>/v2/</c>; ends with a slash.</param>
/// <param name="CredentialName">The name under which credential files know it.</param>
internal sealed record RegistryEndpoint(Uri Base, string CredentialName)
{
    private const string DockerHub = "docker.io";
    private const string DockerHubAddress = "https://registry-1.docker.io/";

    /// <summary>Plain HTTP is for this host alone.</summary>
    public bool IsLoopback => IsLoopbackHost(Base.IdnHost);

    public Uri Manifest(string repository, string reference) => new(Base, $"v2/{repository}/manifests/{reference}");

    public Uri Blob(string repository, string digest) => new(Base, $"v2/{repository}/blobs/{digest}");

    /// <summary>Where to ask, in order: mirrors, then the registry itself. On this host without TLS, too.</summary>
    public static IReadOnlyList<RegistryEndpoint> Of(string registry, RegistrySettings? settings)
    {
        var endpoints = (settings?.Mirrors ?? []).Select(mirror => new Uri(mirror.EndsWith('/') ? mirror : mirror + "/"))
            .Select(address => new RegistryEndpoint(address, address.Authority)).ToList();
        if (registry == DockerHub)
        {
            endpoints.Add(new RegistryEndpoint(new Uri(DockerHubAddress), DockerHub));
            return endpoints;
        }

        var secure = new Uri($"https://{registry}/");
        endpoints.Add(new RegistryEndpoint(secure, registry));
        if (IsLoopbackHost(secure.IdnHost))
        {
            endpoints.Add(new RegistryEndpoint(new Uri($"http://{registry}/"), registry));
        }

        return endpoints;
    }

    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    public override string ToString() => Base.ToString();
}
