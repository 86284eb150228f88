namespace Bothy.Devcontainers.Model;

/// <summary>The kind of shell whose start-up files contribute environment variables.</summary>
public enum UserEnvProbe
{
    None,
    LoginShell,
    LoginInteractiveShell,
    InteractiveShell,
}
