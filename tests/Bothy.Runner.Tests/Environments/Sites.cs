using System.Net;
using System.Net.NetworkInformation;
using Bothy.Api.Environments;
using Bothy.Api.Resources;
using Bothy.Runner.Environments;
using Bothy.Runner.Installation;
using Bothy.Runner.Logs;
using Bothy.Runner.Network;
using Bothy.Runner.Slots;

namespace Bothy.Runner.Tests.Environments;

/// <summary>Environments that have a directory for their disk, and of everything else only the name.</summary>
internal static class Sites
{
    public static EnvironmentSite Of(InstallationPaths installation, EnvironmentSpec spec, string disk, Guid? id = null)
    {
        var resource = new EnvironmentResource { Kind = EnvironmentResource.KindName, Metadata = new Metadata { Name = "work", Id = id ?? Guid.NewGuid() }, Spec = spec };
        var network = new EnvironmentNetwork
        {
            UserNamespace = "/nonexistent/user",
            NetworkNamespace = "/nonexistent/net",
            Device = "none",
            Hardware = PhysicalAddress.None,
            Address = IPAddress.None,
            Address6 = null,
            Slot = new Slot(1),
        };
        return new EnvironmentSite(
            resource, new Slot(1), network, disk, new EnvironmentLog(installation.Record(resource.Metadata.Id), TimeProvider.System));
    }
}
