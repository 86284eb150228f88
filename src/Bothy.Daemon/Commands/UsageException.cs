namespace Bothy.Daemon.Commands;

/// <summary>The command line says something that no command understands.</summary>
internal sealed class UsageException(string message) : Exception(message);
