namespace Bothy.Devcontainers.Machines;

/// <summary>A mount that an environment gets.</summary>
/// <param name="Target">Absolute and normalised path inside.</param>
public abstract record MachineMount(string Target)
{
    /// <summary>A directory of the environment's own disk, by name; the image's content at the target when it is new.</summary>
    public sealed record Volume(string Target, string Name) : MachineMount(Target);

    /// <summary>Memory.</summary>
    /// <param name="Bytes">Most that it holds; null for half of the environment's memory.</param>
    /// <param name="Mode">Permissions of its root, octal.</param>
    public sealed record Memory(string Target, long? Bytes, string Mode) : MachineMount(Target);

    /// <summary>The repository once more.</summary>
    public sealed record Repository(string Target) : MachineMount(Target);
}
