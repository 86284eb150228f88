namespace Bothy.Steps.Traces;

/// <summary>One thing that was done to the files of a delta, in the order in which they were done.</summary>
/// <param name="File">Number of the file, in the order in which they were made.</param>
/// <param name="Length">Bytes of the file that was made, or of what was punched.</param>
/// <param name="Name">What the file is called that was made, renamed or deleted.</param>
/// <param name="To">Its new name.</param>
public sealed record TraceEntry(TraceKind Kind, int File = 0, long Offset = 0, long Length = 0, byte[]? Data = null, string Name = "", string To = "");
