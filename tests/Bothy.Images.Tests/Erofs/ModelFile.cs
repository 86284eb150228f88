namespace Bothy.Images.Tests.Erofs;

/// <summary>A file as a test says it should be. Several names may have one.</summary>
internal sealed class ModelFile
{
    /// <summary>As in a tar header.</summary>
    public required char Type { get; init; }

    public required uint Mode { get; init; }

    public uint User { get; init; }

    public uint Group { get; init; }

    public long Seconds { get; init; }

    public uint Nanoseconds { get; init; }

    public byte[] Content { get; init; } = [];

    /// <summary>Bytes as characters.</summary>
    public string Target { get; init; } = "";

    /// <summary>Values as hexadecimal digits.</summary>
    public Dictionary<string, string> Attributes { get; init; } = [];

    public bool IsDirectory => Type == '5';
}
