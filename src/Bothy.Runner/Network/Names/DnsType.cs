namespace Bothy.Runner.Network.Names;

/// <summary>Record types that are treated in their own way (IANA, DNS parameters).</summary>
internal static class DnsType
{
    public const ushort Address4 = 1;
    public const ushort CanonicalName = 5;
    public const ushort Address6 = 28;
    public const ushort Extension = 41;

    /// <summary>Carries addresses in a form of its own.</summary>
    public const ushort ServiceBinding = 64;

    /// <inheritdoc cref="ServiceBinding"/>
    public const ushort Https = 65;

    /// <summary>From here on: whole zones and everything at once, not records.</summary>
    public const ushort FirstOfQuestions = 249;

    /// <summary>The last of them.</summary>
    public const ushort LastOfQuestions = 255;
}
