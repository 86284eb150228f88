using Bothy.Api.Environments;

namespace Bothy.Runner.Environments;

/// <summary>Where an environment is to go: what makes it worth abandoning the way elsewhere.</summary>
internal readonly record struct Intent(bool Deleted, DesiredPhase Phase, int Restarts)
{
    public static Intent Of(EnvironmentResource environment) =>
        new(environment.Metadata.DeletedAt is not null, environment.Spec.DesiredPhase, environment.Spec.Restarts);
}
