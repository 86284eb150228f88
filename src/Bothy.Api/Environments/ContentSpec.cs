namespace Bothy.Api.Environments;

/// <summary>What lies in the workspace folder: at most one of the members is set; none means an empty folder.</summary>
public sealed record ContentSpec
{
    public GitContentSpec? Git { get; init; }

    public DirectoryContentSpec? Directory { get; init; }
}
