namespace Bothy.Sandboxes.Containers;

/// <summary>The OCI runtime could not do what it was asked; the message carries its own words.</summary>
public sealed class ContainerException(string message) : Exception(message);
