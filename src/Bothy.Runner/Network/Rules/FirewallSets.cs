namespace Bothy.Runner.Network.Rules;

/// <summary>Names in the firewall's tables that the text and the single changes both use.</summary>
internal static class FirewallSets
{
    /// <summary>Who may send from where: device, MAC and IPv4 address.</summary>
    public const string Sources4 = "sources4";

    /// <summary>The same for IPv6.</summary>
    public const string Sources6 = "sources6";

    /// <summary>The same for ARP, in a table of its own.</summary>
    public const string SourcesArp = "sources";

    /// <summary>The chain that decides for a device.</summary>
    public const string Policies = "policies";

    /// <summary>The mark of connections that a device's present policy admits.</summary>
    public const string Generations = "generations";

    /// <summary>The same as pairs: what is admitted stays so until its pair goes.</summary>
    public const string Live = "live";

    /// <summary>Devices whose name lookups go to the runner's resolver, and its port.</summary>
    public const string Resolving = "resolving";

    /// <summary>Counts each device's connections.</summary>
    public const string Connections = "connections";

    /// <summary>Single services at private addresses that every environment may use: name servers, proxies.</summary>
    public const string Services4 = "services4";

    /// <summary>The same for IPv6.</summary>
    public const string Services6 = "services6";

    /// <summary>The chain of the policy that allows everything outside.</summary>
    public const string Open = "open";

    /// <summary>The chain that lets a connection pass from now on.</summary>
    public const string Admit = "admit";

    /// <summary>The chain that says no.</summary>
    public const string Refuse = "refuse";
}
