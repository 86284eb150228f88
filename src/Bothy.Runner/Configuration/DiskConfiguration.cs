namespace Bothy.Runner.Configuration;

/// <summary>How the disks of a host's environments are kept.</summary>
internal sealed record DiskConfiguration
{
    /// <summary>
    /// True: new disks are volumes that <c>bothyd volumes</c> serves. False: they are ordinary files. Null, the default: served where the host's kernel lets the
    /// server be restarted under its users. Disks that are there stay what they are.
    /// </summary>
    public bool? Served { get; set; }
}
