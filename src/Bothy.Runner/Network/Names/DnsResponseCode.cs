namespace Bothy.Runner.Network.Names;

/// <summary>How a query ended (RFC 1035 section 4.1.1).</summary>
internal enum DnsResponseCode
{
    NoError = 0,
    ServerFailure = 2,
    NameError = 3,
    Refused = 5,
}
