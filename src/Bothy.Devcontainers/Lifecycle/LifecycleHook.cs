namespace Bothy.Devcontainers.Lifecycle;

/// <summary>The points of an environment's life that a configuration can hang commands on, in the order in which they come.</summary>
public enum LifecycleHook
{
    /// <summary>On the host, before anything else. Never run: see the warning that it causes.</summary>
    InitializeCommand,

    OnCreateCommand,

    UpdateContentCommand,

    PostCreateCommand,

    PostStartCommand,

    PostAttachCommand,
}
