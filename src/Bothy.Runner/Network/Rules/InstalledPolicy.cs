namespace Bothy.Runner.Network.Rules;

/// <summary>What the firewall holds for one device.</summary>
/// <param name="Generation">The mark of its admitted connections.</param>
/// <param name="Key">What its policy was made from (<see cref="EgressPlan.Key"/>).</param>
/// <param name="Chain">Its own chain, if it has one.</param>
/// <param name="Sets">Its own sets.</param>
/// <param name="Resolving">True if its name lookups go to the resolver.</param>
internal sealed record InstalledPolicy(uint Generation, string Key, string? Chain, IReadOnlyList<string> Sets, bool Resolving);
