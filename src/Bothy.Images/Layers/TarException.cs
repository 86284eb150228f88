namespace Bothy.Images.Layers;

/// <summary>The bytes are not a tar archive that can be read.</summary>
internal sealed class TarException(string message) : Exception(message);
