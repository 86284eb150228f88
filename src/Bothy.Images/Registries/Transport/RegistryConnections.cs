using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Bothy.Images.Registries.Transport;

/// <summary>Makes the connections to one endpoint, and to where it sends us: the address that is connected to is the one that was checked.</summary>
internal sealed class RegistryConnections : IDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);
    private readonly RegistryEndpoint endpoint;
    private readonly X509Certificate2Collection? authorities;

    /// <summary>Scope at which the endpoint itself was reached.</summary>
    private volatile int reached;

    public RegistryConnections(RegistryEndpoint endpoint, string? caFile)
    {
        this.endpoint = endpoint;
        if (caFile is not null)
        {
            authorities = [];
            authorities.ImportFromPemFile(caFile);
        }

        Own = new HttpMessageInvoker(Handler(isOwn: true));
        Foreign = new HttpMessageInvoker(Handler(isOwn: false));
    }

    /// <summary>For the endpoint itself.</summary>
    public HttpMessageInvoker Own { get; }

    /// <summary>For wherever the endpoint sends us: never to a narrower scope than its own.</summary>
    public HttpMessageInvoker Foreign { get; }

    public void Dispose()
    {
        Own.Dispose();
        Foreign.Dispose();
    }

    private SocketsHttpHandler Handler(bool isOwn)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectPatience,
            MaxResponseHeadersLength = 64,
            UseProxy = !endpoint.IsLoopback,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context, isOwn, cancellationToken),
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            (authorities is null ? errors == SslPolicyErrors.None : IsTrusted(certificate, errors)) ? true : throw new ImageException(
                ImageProblem.Denied,
                $"The certificate at {endpoint} is not trusted ({errors}). If it is right, name its authority as \"caFile\" of the registry in runner/images.json.");
        return handler;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, bool isOwn, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var asked = context.InitialRequestMessage.RequestUri!;
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);

        // A proxy is the administrator's choice, and the way behind it is the proxy's business.
        if (target.Host.Equals(asked.IdnHost, StringComparison.OrdinalIgnoreCase) || target.Host.Equals(asked.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase))
        {
            Check(asked, addresses, isOwn);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Check(Uri asked, IPAddress[] addresses, bool isOwn)
    {
        var narrowest = addresses.Select(AddressScopes.Of).DefaultIfEmpty(AddressScope.Global).Max();
        if (asked.Scheme == Uri.UriSchemeHttp && addresses.Any(address => !IPAddress.IsLoopback(address)))
        {
            throw new ImageException(ImageProblem.Denied, $"{asked.Authority} is not on this host: registries elsewhere are reached with TLS only.");
        }

        if (isOwn)
        {
            // Of several addresses the widest counts: a name with one more on loopback must not open that.
            reached = (int)addresses.Select(AddressScopes.Of).DefaultIfEmpty(AddressScope.Global).Min();
        }
        else if (narrowest == AddressScope.Special || (int)narrowest > reached)
        {
            throw new ImageException(
                ImageProblem.Denied, $"{endpoint} sends us to {asked.Authority}, an address inside a network that is not its own. That is not followed.");
        }
    }

    private bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities!);
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }
}
