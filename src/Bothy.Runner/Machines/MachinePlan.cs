using Bothy.Devcontainers.Lifecycle;
using Bothy.Devcontainers.Machines;
using Bothy.Devcontainers.Model;
using Bothy.Runner.Environments;

namespace Bothy.Runner.Machines;

/// <summary>What a machine is made of, once the repository's configuration and the image are both known.</summary>
/// <param name="Demands">What the configuration wants of the machine and gets.</param>
/// <param name="Variables">Environment of every process: the image's with the configuration's over it.</param>
/// <param name="Arguments">The image's own entrypoint and command if they are to run; otherwise empty.</param>
/// <param name="ContainerUser">Runs the image's own command.</param>
/// <param name="RemoteUser">Runs terminals and lifecycle commands.</param>
/// <param name="HasFolder">False if the workspace folder is gone, or a link, and cannot be shown anywhere but where it was.</param>
internal sealed record MachinePlan(
    MergedConfiguration Configuration,
    MachineDemands Demands,
    IReadOnlyDictionary<string, string> Variables,
    IReadOnlyList<string> Arguments,
    InsideUser ContainerUser,
    InsideUser RemoteUser,
    bool HasFolder)
{
    /// <summary>What is left to do when the machine runs.</summary>
    public RunningPlan Running => new(
        Arguments,
        ContainerUser.Name,
        Configuration.ContentFolder,
        Configuration.UserEnvProbe ?? UserEnvProbe.LoginInteractiveShell,
        Configuration.RemoteEnv,
        Variables,
        LifecyclePlan.For(Configuration));
}
