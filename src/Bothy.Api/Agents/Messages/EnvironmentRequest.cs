namespace Bothy.Api.Agents.Messages;

/// <summary>Variables for all processes of the environment's default user that are started from now on, over the environment's own.</summary>
/// <param name="Variables">Replace those of an earlier request.</param>
public sealed record EnvironmentRequest(IReadOnlyDictionary<string, string> Variables);
