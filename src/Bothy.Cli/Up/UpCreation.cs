using System.Text.Json.Nodes;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Problems;
using Bothy.Api.Resources;
using Bothy.Cli.Content;
using Bothy.Cli.Environments;
using Bothy.Cli.Environments.Lifecycle;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Up;

/// <summary>Makes the environment, or finds the one that an earlier <c>up</c> of the same made, and has it brought up.</summary>
internal static class UpCreation
{
    /// <returns>The environment from which to follow, and whether it is new.</returns>
    /// <exception cref="CliException">The name is another environment's.</exception>
    public static async Task<(EnvironmentResource Environment, bool IsNew)> RunAsync(
        BothyClient client, UpRequest request, CancellationToken cancellationToken)
    {
        // A clone must find its credentials, and they can only be kept for an environment that exists: it is made stopped first.
        var first = request.Credentials is null ? DesiredPhase.Running : DesiredPhase.Stopped;
        try
        {
            var created = await client.Environments.CreateAsync(
                new EnvironmentResource
                {
                    Kind = EnvironmentResource.KindName,
                    Metadata = new Metadata { Name = request.Name },
                    Spec = request.ToSpec(first),
                },
                cancellationToken);
            return (await HandOverAsync(client, request, created, cancellationToken), true);
        }
        catch (ApiException taken) when (taken.Reason == ProblemReason.AlreadyExists)
        {
            return (await ContinueAsync(client, request, taken, cancellationToken), false);
        }
    }

    private static async Task<EnvironmentResource> HandOverAsync(
        BothyClient client, UpRequest request, EnvironmentResource environment, CancellationToken cancellationToken)
    {
        var id = environment.Metadata.Id.ToString();
        if (request.Credentials is { } credentials)
        {
            await client.SetCredentialsAsync(id, credentials, cancellationToken);
        }

        return environment.Spec.DesiredPhase == DesiredPhase.Running
            ? environment
            : await LifecycleRequests.StartAsync(client, id, cancellationToken);
    }

    private static async Task<EnvironmentResource> ContinueAsync(
        BothyClient client, UpRequest request, ApiException taken, CancellationToken cancellationToken)
    {
        var existing = await client.Environments.FindAsync(request.Name, cancellationToken) ?? throw taken;
        var suggestion = $"give this one another name: --name {EnvironmentName.Next(request.Name)}";
        if (existing.Metadata.DeletedAt is not null)
        {
            throw new CliException($"{request.Name} is still being deleted", $"wait until it is gone, or {suggestion}");
        }

        if (request.DifferenceFrom(existing.Spec) is { } difference)
        {
            throw new CliException($"there is an environment {request.Name} already, {difference}", suggestion);
        }

        var environment = await HandOverAsync(client, request, existing, cancellationToken);
        return EnvironmentOutcome.GaveUp(environment) ? await TryAgainAsync(client, environment, cancellationToken) : environment;
    }

    /// <summary>The loop waits for a change of the spec; whoever says <c>up</c> again has changed something that it cannot see.</summary>
    private static Task<EnvironmentResource> TryAgainAsync(BothyClient client, EnvironmentResource environment, CancellationToken cancellationToken)
    {
        var patch = new JsonObject { ["spec"] = new JsonObject { ["restarts"] = environment.Spec.Restarts + 1 } };
        return client.Environments.PatchAsync(environment.Metadata.Id.ToString(), patch, null, cancellationToken);
    }
}
