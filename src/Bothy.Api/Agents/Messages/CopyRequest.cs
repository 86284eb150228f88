namespace Bothy.Api.Agents.Messages;

/// <summary>
/// Files to copy as a tar stream: <c>copyIn</c> reads it from the session's standard input, <c>copyOut</c> writes it to standard output. Errors
/// are on standard error, and the exit code is not 0.
/// </summary>
public sealed record CopyRequest
{
    /// <summary>Chosen by the client, like <see cref="ExecRequest.Session"/>.</summary>
    public string Session { get; set; } = "";

    /// <summary>
    /// An absolute path, or one relative to the default working directory: for <c>copyIn</c> the directory to unpack into, made if missing;
    /// for <c>copyOut</c> the file or directory to pack, whose own name begins every entry.
    /// </summary>
    public string Path { get; set; } = "";

    /// <summary>Like <see cref="ExecRequest.User"/>: with whose rights files are read and written, and who owns them then.</summary>
    public string? User { get; set; }
}
