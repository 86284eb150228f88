namespace Bothy.Images.Trees;

/// <summary>What was asked of a tree cannot be, as on any filesystem: a file lies in a file, a link leads in a circle.</summary>
internal sealed class TreeException(string message) : Exception(message);
