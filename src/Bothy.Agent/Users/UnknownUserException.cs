namespace Bothy.Agent.Users;

/// <summary>A user or group that the environment does not have.</summary>
internal sealed class UnknownUserException(string message) : Exception(message);
