using Bothy.Api.Agents;
using Bothy.Api.Agents.Transports;
using Bothy.Runner.Installation;

namespace Bothy.Runner.Machines;

/// <summary>Ways to the agents of this host's machines.</summary>
internal sealed class AgentConnections(InstallationPaths installation)
{
    public AgentClient Of(Guid environment) => new(new UnixSocketTransport(installation.AgentSocket(environment)));
}
