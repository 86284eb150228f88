using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bothy.Linux.Tools;

namespace Bothy.Runner.Network.Rules;

/// <summary>What is in the firewall's tables already, from an earlier runner.</summary>
/// <param name="Markers">Names of all chains.</param>
/// <param name="Policies">What each device has.</param>
internal sealed record InstalledTables(IReadOnlySet<string> Markers, IReadOnlyDictionary<string, InstalledPolicy> Policies)
{
    private static readonly InstalledTables Nothing = new(new HashSet<string>(), new Dictionary<string, InstalledPolicy>());

    /// <summary>Reads the table; without one there is nothing.</summary>
    public static async Task<InstalledTables> ReadAsync(string table, CancellationToken cancellationToken)
    {
        string listing;
        try
        {
            listing = await Tool.RunAsync("nft", ["-j", "list", "table", "inet", table], null, cancellationToken);
        }
        catch (ToolException)
        {
            return Nothing;
        }

        var things = Parse(listing, table);
        var chains = Named(things, "chain").Keys.ToHashSet();
        var sets = Named(things, "set");
        var maps = Named(things, "map");
        var policies = new Dictionary<string, InstalledPolicy>();
        var resolving = Pairs(maps, FirewallSets.Resolving).Select(pair => Text(pair![0])).ToHashSet();
        var keys = Pairs(maps, FirewallSets.Policies).ToDictionary(pair => Text(pair![0]), pair => Text(pair![1]!["goto"]!["target"]));
        foreach (var pair in Pairs(maps, FirewallSets.Generations))
        {
            var (device, generation) = (Text(pair![0]), pair[1]!.GetValue<uint>());
            if (keys.GetValueOrDefault(device) is not { } chain)
            {
                continue;
            }

            var own = chain.StartsWith('e');
            var prefix = $"n{device.Split('-')[^1]}_{generation.ToString("x8", CultureInfo.InvariantCulture)}_";
            policies[device] = new InstalledPolicy(
                generation,
                own ? chain.Split('_')[^1] : chain,
                own ? chain : null,
                [.. sets.Keys.Where(set => set.StartsWith(prefix, StringComparison.Ordinal))],
                resolving.Contains(device));
        }

        return new InstalledTables(chains, policies);
    }

    private static JsonArray Parse(string listing, string table)
    {
        try
        {
            return JsonNode.Parse(listing)?["nftables"] as JsonArray ?? throw new IOException($"nft does not list the table {table}, but: {listing}");
        }
        catch (JsonException exception)
        {
            throw new IOException($"What nft says of the table {table} cannot be understood: {exception.Message}", exception);
        }
    }

    private static Dictionary<string, JsonNode> Named(JsonArray things, string kind) =>
        things.Select(thing => thing![kind]).OfType<JsonNode>().ToDictionary(thing => Text(thing["name"]));

    private static IEnumerable<JsonNode?> Pairs(Dictionary<string, JsonNode> maps, string name) =>
        maps.GetValueOrDefault(name)?["elem"] is JsonArray elements ? elements : [];

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
