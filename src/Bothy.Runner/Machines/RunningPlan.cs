using Bothy.Devcontainers.Lifecycle;
using Bothy.Devcontainers.Model;

namespace Bothy.Runner.Machines;

/// <summary>
/// What is done in a machine once it runs. It is kept beside the machine: a runner that takes it over goes on with the same, whatever has become of the
/// repository's configuration, which counts at the next start.
/// </summary>
/// <param name="Arguments">The image's own entrypoint and command if they are to run; otherwise empty.</param>
/// <param name="ContainerUser">Runs the image's own command.</param>
/// <param name="ContentFolder">Where the repository's root is inside.</param>
/// <param name="RemoteEnv">Variables of terminals and commands, over those of the container; null takes one away.</param>
/// <param name="Variables">Environment of every process.</param>
internal sealed record RunningPlan(
    IReadOnlyList<string> Arguments,
    string ContainerUser,
    string ContentFolder,
    UserEnvProbe UserEnvProbe,
    IReadOnlyDictionary<string, string?> RemoteEnv,
    IReadOnlyDictionary<string, string> Variables,
    LifecyclePlan Lifecycle);
