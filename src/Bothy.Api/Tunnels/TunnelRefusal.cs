namespace Bothy.Api.Tunnels;

/// <summary>A runner's answer to a <see cref="TunnelRequest"/> that it cannot serve; whoever asked sees it as problem details with status 409.</summary>
public sealed record TunnelRefusal
{
    /// <summary>The reason where an environment has no git remote.</summary>
    public const string NoRemote = "NoRemote";

    /// <summary>CamelCase word for programs, as in <c>NotRunning</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>What is the matter and what to do, for people.</summary>
    public required string Message { get; init; }
}
