namespace Bothy.Server.Store;

/// <param name="Revision">The commit's, if there was one.</param>
internal readonly record struct WriteResult(WriteOutcome Outcome, long Revision = 0);
