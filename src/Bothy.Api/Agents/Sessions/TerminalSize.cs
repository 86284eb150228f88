namespace Bothy.Api.Agents.Sessions;

/// <summary>Size of a terminal in characters, each 1 to 65535.</summary>
public sealed record TerminalSize(int Columns, int Rows);
