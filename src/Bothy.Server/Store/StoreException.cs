namespace Bothy.Server.Store;

/// <summary>The store's medium failed. The message is for the operator; it names the file and the remedy.</summary>
internal sealed class StoreException(string message, Exception? cause = null) : Exception(message, cause);
