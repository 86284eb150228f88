namespace Bothy.Api.Agents.Messages;

/// <summary>A TCP connection to make inside the environment; <c>Data</c> frames carry it after the response.</summary>
public sealed record ForwardRequest
{
    /// <summary>1 to 65535.</summary>
    public int Port { get; set; }

    /// <summary>An address, or a name of the environment's <c>/etc/hosts</c>. Left out: 127.0.0.1, then ::1.</summary>
    public string? Host { get; set; }
}
