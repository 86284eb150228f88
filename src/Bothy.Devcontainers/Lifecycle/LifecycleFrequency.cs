namespace Bothy.Devcontainers.Lifecycle;

/// <summary>How often a step runs to its successful end.</summary>
public enum LifecycleFrequency
{
    /// <summary>Once in the environment's life.</summary>
    OncePerEnvironment,

    /// <summary>Once after each start of the machine.</summary>
    EveryStart,
}
