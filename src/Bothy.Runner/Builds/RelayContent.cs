using Bothy.Images.Registries;

namespace Bothy.Runner.Builds;

/// <summary>What a build's relay has.</summary>
/// <param name="Repositories">By their names in the relay, each of one word.</param>
/// <param name="BytesPerSecond">That all downloads together may take; 0 for no ceiling.</param>
/// <param name="Failed">Told the name of a repository of which something could not be read, and why. Called by several threads.</param>
internal sealed record RelayContent(IReadOnlyDictionary<string, RelayedRepository> Repositories, long BytesPerSecond, Action<string, string> Failed);
