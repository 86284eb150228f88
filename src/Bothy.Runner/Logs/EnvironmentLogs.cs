using System.Collections.Concurrent;
using Bothy.Runner.Installation;

namespace Bothy.Runner.Logs;

/// <summary>The logs of this host's environments.</summary>
internal sealed class EnvironmentLogs(InstallationPaths installation, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, EnvironmentLog> logs = new();

    public EnvironmentLog Of(Guid environment) =>
        logs.GetOrAdd(environment, id => new EnvironmentLog(installation.Record(id), time));

    public void Forget(Guid environment)
    {
        if (logs.TryRemove(environment, out var log))
        {
            log.Dispose();
        }
    }
}
