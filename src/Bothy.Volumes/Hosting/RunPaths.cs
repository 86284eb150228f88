using Bothy.Volumes.Control;

namespace Bothy.Volumes.Hosting;

/// <summary>What the volume server has in the installation's directory under <c>/run/bothy</c>: gone after a reboot, as mounts are.</summary>
internal sealed record RunPaths(string Run)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The mount: one file for each attached volume.</summary>
    public string Mount => Path.Combine(Run, "volumes");

    /// <summary>What is attached. The file is there while anything is.</summary>
    public string Attachments => VolumesInUse.MarkIn(Run);

    /// <summary>Which files the kernel has open.</summary>
    public string Handles => Path.Combine(Run, "volumes.handles");

    public string Socket => Path.Combine(Run, VolumesProtocol.SocketName);

    public void Create() => Directory.CreateDirectory(Run, OwnerOnly);

    public string FileOf(VolumeId id) => Path.Combine(Mount, id.ToString());
}
