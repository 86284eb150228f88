namespace Bothy.Fuzz;

/// <summary>A reader broke its promise; the message says how to repeat it.</summary>
public sealed class FuzzFailureException(string message, Exception? inner = null) : Exception(message, inner);
