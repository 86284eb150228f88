using Bothy.Api.Environments;
using Bothy.Runner.Logs;
using Bothy.Runner.Network;
using Bothy.Runner.Slots;

namespace Bothy.Runner.Environments;

/// <summary>An environment with the place it has on this host.</summary>
/// <param name="Disk">Where its disk is mounted on the host.</param>
internal sealed record EnvironmentSite(EnvironmentResource Resource, Slot Slot, EnvironmentNetwork Network, string Disk, EnvironmentLog Log)
{
    public Guid Id => Resource.Metadata.Id;

    public EnvironmentSpec Spec => Resource.Spec;
}
