namespace Bothy.Api.Agents.Client;

/// <summary>The remote process takes no more input: it ended, or was lost.</summary>
public sealed class InputEndedException(Exception? cause) : IOException("The remote process takes no more input.", cause);
