namespace Bothy.Devcontainers.Model;

/// <summary>What becomes of the containers when a tool disconnects.</summary>
public enum ShutdownAction
{
    None,
    StopContainer,
    StopCompose,
}
