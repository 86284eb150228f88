namespace Bothy.Devcontainers.Json;

/// <summary>A place in a text file. Line and column count from 1; a column is one Unicode character, not one byte.</summary>
internal readonly record struct TextPosition(int Line, int Column);
