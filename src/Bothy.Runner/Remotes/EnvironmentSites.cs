using Bothy.Runner.Disks;
using Bothy.Runner.Environments;
using Bothy.Runner.Logs;
using Bothy.Runner.Network;
using Bothy.Runner.Records;
using Bothy.Runner.Slots;

namespace Bothy.Runner.Remotes;

/// <summary>The places of environments that have one on this host now.</summary>
internal sealed class EnvironmentSites(EnvironmentCache environments, RecordStore records, EnvironmentNetworks networks, HostDisks disks, EnvironmentLogs logs)
{
    /// <summary>Null for one that is not here, or has no slot.</summary>
    public EnvironmentSite? Find(Guid environment) =>
        environments.Find(environment) is { } resource && records.Find(environment)?.Slot is { } number && networks.Find(new Slot(number)) is { } network
            ? new EnvironmentSite(resource, new Slot(number), network, disks.MountOf(environment), logs.Of(environment))
            : null;
}
