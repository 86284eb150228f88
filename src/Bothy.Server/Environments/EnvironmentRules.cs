using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Problems;
using Bothy.Api.Resources;
using Bothy.Api.Runners;
using Bothy.Api.Validation;
using Bothy.Server.Cache;
using Bothy.Server.Resources;

namespace Bothy.Server.Environments;

/// <summary>An environment refers to a class and a runner that exist, is placed at once where that is possible, and keeps its content and its place.</summary>
internal sealed class EnvironmentRules(Placement placement, TimeProvider time) : ResourceRules<EnvironmentResource>(ResourceValidators.Environment)
{
    public override IEnumerable<ProblemError> CheckCreation(EnvironmentResource created, CacheSnapshot snapshot) =>
        CheckClass(created, snapshot).Concat(CheckRunner(created, snapshot));

    public override EnvironmentResource Complete(EnvironmentResource created, CacheSnapshot snapshot) => created.Spec.Runner is null
        ? Placed.Apply(created, placement.Decide(created, snapshot), time.GetUtcNow())
        : Placed.On(created, created.Spec.Runner);

    public override EnvironmentResource Carry(EnvironmentResource current, EnvironmentResource changed) =>
        changed.Spec.Runner is null ? changed with { Spec = changed.Spec with { Runner = current.Spec.Runner } } : changed;

    public override IEnumerable<ProblemError> CheckChange(EnvironmentResource current, EnvironmentResource changed, CacheSnapshot snapshot)
    {
        var errors = changed.Spec.Class == current.Spec.Class ? [] : CheckClass(changed, snapshot);
        if (changed.Spec.Runner != current.Spec.Runner)
        {
            errors = errors.Concat(current.Spec.Runner is { } runner
                ? [new ProblemError("spec.runner", $"must stay '{runner}': an environment does not move")]
                : CheckRunner(changed, snapshot));
        }

        return changed.Spec.Content == current.Spec.Content
            ? errors
            : errors.Append(new ProblemError("spec.content", "must stay as it is: the content was chosen at creation. Delete the environment and create it anew, or create another"));
    }

    public override bool IsOn(EnvironmentResource resource, string runner) => resource.Spec.Runner == runner;

    private static IEnumerable<ProblemError> CheckClass(EnvironmentResource environment, CacheSnapshot snapshot)
    {
        var name = environment.Spec.Class;
        return snapshot.Find<EnvironmentClassResource>(environment.Metadata.Organization, name) is null
            ? [new ProblemError("spec.class", Unknown("environment class", name, snapshot.All<EnvironmentClassResource>()))]
            : [];
    }

    private static IEnumerable<ProblemError> CheckRunner(EnvironmentResource environment, CacheSnapshot snapshot) =>
        environment.Spec.Runner is { } name && snapshot.Find<RunnerResource>("default", name) is null
            ? [new ProblemError("spec.runner", Unknown("runner", name, snapshot.All<RunnerResource>()))]
            : [];

    private static string Unknown(string what, string name, IEnumerable<IResource> there)
    {
        var known = there.ToList();
        return $"there is no {what} '{name}'{NearestName.Hint(name, known.Select(one => one.Metadata.Name))}"
            + (known.Count == 0 ? "" : $" (there is {NameList.Of(known)})");
    }
}
