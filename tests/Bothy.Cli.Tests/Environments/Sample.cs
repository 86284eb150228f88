using Bothy.Api.Environments;
using Bothy.Api.Resources;

namespace Bothy.Cli.Tests.Environments;

/// <summary>Environments to show.</summary>
internal static class Sample
{
    public static EnvironmentResource Environment(string name, EnvironmentPhase phase = EnvironmentPhase.Running) => new()
    {
        Kind = EnvironmentResource.KindName,
        Metadata = new Metadata { Name = name, Generation = 1, Revision = 7, CreatedAt = TestHost.Start.AddMinutes(-5) },
        Spec = new EnvironmentSpec
        {
            Runner = "local",
            Content = new ContentSpec { Git = new GitContentSpec { Url = "https://example.org/team/work.git", Ref = "main" } },
        },
        Status = new EnvironmentStatus
        {
            ObservedGeneration = 1,
            Phase = phase,
            Machine = new MachineStatus
            {
                Phase = phase == EnvironmentPhase.Running ? PartPhase.Ready : PartPhase.Pending,
                Image = "debian:12",
                Address = "10.201.0.2",
                StartedAt = phase == EnvironmentPhase.Running ? TestHost.Start.AddMinutes(-4) : null,
            },
            Content = new ContentStatus { Phase = PartPhase.Ready, WorkspaceFolder = $"/workspaces/{name}", Branch = "main", Commit = "3f2a91c4d5e6f708192a3b4c5d6e7f8091a2b3c4", Protected = true },
            Devcontainer = new DevcontainerStatus { Phase = PartPhase.Ready, Path = ".devcontainer/devcontainer.json", RemoteUser = "dev", ForwardPorts = [3000, 8080] },
            Automations = new AutomationsStatus { Phase = PartPhase.Ready },
            Disk = new DiskStatus { LimitBytes = 32L << 30, UsedBytes = 1_610_612_736 },
        },
    };

    public static Failure Failure(string part, string message, DateTimeOffset? retryAt = null) =>
        new() { Part = part, Reason = "Test", Message = message, At = TestHost.Start, RetryAt = retryAt };
}
