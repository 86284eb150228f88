namespace Bothy.Runner.Records;

/// <summary>The image that was built for an environment.</summary>
/// <param name="Digest">The image.</param>
/// <param name="Dockerfile">What it was built from.</param>
/// <param name="Restarts">The restart count of the spec for which it was built: a restart builds again, a start does not.</param>
internal sealed record BuildRecord(string Digest, string Dockerfile, int Restarts);
