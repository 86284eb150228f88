using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.Environments;

/// <summary>The transport protocols that a rule is about.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<EgressProtocol>))]
public enum EgressProtocol
{
    /// <summary>All of them; TCP and UDP where the rule names ports.</summary>
    Any,
    Tcp,
    Udp,

    /// <summary>ICMP, and ICMPv6 for IPv6: <c>ping</c>.</summary>
    Icmp,
}
