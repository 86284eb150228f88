using Bothy.Api.Environments;

namespace Bothy.Server.Environments;

/// <summary>What a placement decision makes of an environment.</summary>
internal static class Placed
{
    /// <summary>With it a runner keeps the environment until nothing of it is left on its host.</summary>
    public const string Finalizer = "runner";

    private const string Part = "placement";

    /// <summary>How long a refusal stands at least before it is looked at again without a reason.</summary>
    public static readonly TimeSpan RetryPeriod = TimeSpan.FromMinutes(1);

    /// <summary>Spec and status in one: a reader never sees one without the other.</summary>
    public static EnvironmentResource Apply(EnvironmentResource environment, PlacementDecision decision, DateTimeOffset now) => decision switch
    {
        PlacementDecision.Placed placed => On(environment, placed.Runner),
        PlacementDecision.Refused refused => WithFailure(environment, refused, now),
        _ => environment,
    };

    public static EnvironmentResource On(EnvironmentResource environment, string runner)
    {
        var finalizers = environment.Metadata.Finalizers ?? [];
        return environment with
        {
            Metadata = environment.Metadata with { Finalizers = finalizers.Contains(Finalizer) ? finalizers : [.. finalizers, Finalizer] },
            Spec = environment.Spec with { Runner = runner },
            Status = environment.Status with { Failures = Others(environment) is { Count: > 0 } others ? others : null },
        };
    }

    private static EnvironmentResource WithFailure(EnvironmentResource environment, PlacementDecision.Refused refused, DateTimeOffset now)
    {
        if (environment.Status.Failures?.FirstOrDefault(failure => failure.Part == Part) is { } standing
            && standing.Reason == refused.Reason && standing.Message == refused.Message && standing.RetryAt > now)
        {
            return environment;
        }

        var failure = new Failure { Part = Part, Reason = refused.Reason, Message = refused.Message, At = now, RetryAt = now + RetryPeriod };
        return environment with { Status = environment.Status with { Failures = [.. Others(environment), failure] } };
    }

    private static List<Failure> Others(EnvironmentResource environment) =>
        [.. (environment.Status.Failures ?? []).Where(failure => failure.Part != Part)];
}
