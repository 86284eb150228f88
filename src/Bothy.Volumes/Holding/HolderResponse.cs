namespace Bothy.Volumes.Holding;

/// <summary>The holder's answer to one message.</summary>
/// <param name="Failure">Why nothing was done; null if all was.</param>
/// <param name="StoppedMilliseconds">How long the filesystem that was thawed took no writes.</param>
/// <param name="Found">False if there are no descriptors of that name, or the filesystem was thawed already.</param>
internal sealed record HolderResponse(int Protocol, string? Failure = null, bool Found = true, string? State = null, double StoppedMilliseconds = 0);
