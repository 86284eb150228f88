namespace Bothy.Daemon.Data;

/// <summary>The data directory cannot be used, and why.</summary>
internal sealed class DataDirectoryException(string message, Exception? cause = null) : Exception(message, cause);
