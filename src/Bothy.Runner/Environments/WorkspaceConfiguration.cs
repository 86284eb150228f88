using Bothy.Devcontainers.Model;

namespace Bothy.Runner.Environments;

/// <summary>A repository's configuration as it was read.</summary>
/// <param name="Content">The file's bytes; empty if the repository has none.</param>
/// <param name="Warning">Why it is not what the repository says now; null if it is.</param>
internal sealed record WorkspaceConfiguration(DevcontainerConfiguration Configuration, byte[] Content, string? Warning = null);
