namespace Bothy.Api.Remotes;

/// <summary>The answer to a <see cref="RemoteRequest"/>. After one to <see cref="RemoteRequest.Ssh"/> without a refusal the stream follows.</summary>
public sealed record RemoteResponse
{
    /// <summary>The environment's own means may help: the remote is not the one that it was made from.</summary>
    public const string OtherRemote = "otherRemote";

    /// <summary>Nobody is there who could answer.</summary>
    public const string Nobody = "nobody";

    /// <summary>Somebody is there, and said no.</summary>
    public const string Denied = "denied";

    /// <summary>One of the above; null if the request was granted.</summary>
    public string? Refusal { get; set; }

    /// <summary>For people: why, and what to do.</summary>
    public string? Message { get; set; }

    public string? Username { get; set; }

    public string? Password { get; set; }

    public static RemoteResponse Refused(string refusal, string message) => new() { Refusal = refusal, Message = message };

    /// <summary>Says nothing: a record would print its members.</summary>
    public override string ToString() => nameof(RemoteResponse);
}
