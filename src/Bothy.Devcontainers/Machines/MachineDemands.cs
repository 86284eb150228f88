using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Machines;

/// <summary>What a configuration wants of its machine, as far as it gets it; what it does not get is a warning with the reason.</summary>
public sealed record MachineDemands
{
    public IReadOnlyList<MachineMount> Mounts { get; init; } = [];

    /// <summary>Null for the environment's name.</summary>
    public string? Hostname { get; init; }

    /// <summary>Size of <c>/dev/shm</c> in bytes; null for the usual.</summary>
    public long? SharedMemoryBytes { get; init; }

    /// <summary>Thousandths of a core; null for what the class gives.</summary>
    public int? CpuMillis { get; init; }

    /// <summary>Null for what the class gives.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Null for what the class gives.</summary>
    public int? Pids { get; init; }

    /// <summary>Variables of every process, over those of <c>containerEnv</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>User that <c>runArgs</c> names; null if it names none.</summary>
    public string? User { get; init; }

    /// <summary>What is not as the configuration wants it; a sentence or two each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public static MachineDemands Of(MergedConfiguration configuration)
    {
        var judged = new DemandCollector(configuration);
        foreach (var mount in configuration.Mounts)
        {
            judged.Mount("mounts", mount);
        }

        judged.Capabilities("capAdd", configuration.CapAdd);
        foreach (var option in configuration.SecurityOpt)
        {
            judged.SecurityOption("securityOpt", option);
        }

        if (configuration.Privileged)
        {
            judged.Privileged("privileged");
        }

        if (configuration.UpdateRemoteUserUid == false)
        {
            judged.Warn("updateRemoteUserUID: files are mapped to the remote user when they are mounted; no id has to change, and that cannot be switched off.");
        }

        RunArguments.Read(configuration.RunArgs, judged);
        return judged.ToDemands();
    }

    /// <summary>The configuration with what <c>runArgs</c> says of variables and the user.</summary>
    public MergedConfiguration ApplyTo(MergedConfiguration configuration)
    {
        var variables = new Dictionary<string, string>(configuration.ContainerEnv, StringComparer.Ordinal);
        foreach (var (name, value) in Environment)
        {
            variables[name] = value;
        }

        return configuration with { ContainerEnv = variables, ContainerUser = User ?? configuration.ContainerUser };
    }
}
