namespace Bothy.Linux.Archives;

/// <summary>An archive that cannot, or must not, be unpacked or packed; the message names the entry.</summary>
public sealed class ArchiveException(string message, Exception? cause = null) : IOException(message, cause);
