namespace Bothy.Volumes.Stores.S3;

/// <summary>
/// Where the objects are. Credentials come from the standard chain of AWS's SDK: the environment, the shared files, the identity of the
/// machine or container.
/// </summary>
public sealed record S3StoreOptions
{
    public required string Bucket { get; set; }

    /// <summary>Put before every key; empty, or ends with a slash.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>The server, for those that are not Amazon's.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The region; for servers that are not Amazon's it is a part of the signature only. Null: what the standard chain says.</summary>
    public string? Region { get; set; }

    /// <summary>True to put the bucket into the path instead of the host's name. Default: for servers other than Amazon's.</summary>
    public bool? PathStyle { get; set; }

    /// <summary>Objects longer than this are sent in parts. Default: 64 MiB.</summary>
    public long MultipartThreshold { get; set; } = 64L << 20;

    /// <summary>Bytes of a part; at least 5 MiB, which servers demand. Default: 16 MiB.</summary>
    public int PartSize { get; set; } = 16 << 20;

    /// <summary>How often the client sends a request again that failed for a reason that may pass. Default: 4.</summary>
    public int Retries { get; set; } = 4;

    /// <summary>How long one request may take, each time that it is sent. Default: one minute.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);
}
