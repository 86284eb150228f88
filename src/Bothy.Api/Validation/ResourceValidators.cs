using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Runners;
using Bothy.Api.Validation.Rules;

namespace Bothy.Api.Validation;

/// <summary>The validators of the kinds there are.</summary>
public static class ResourceValidators
{
    public static ResourceValidator<EnvironmentResource> Environment { get; } = new(
        new MetadataRule<EnvironmentResource>(),
        new ContentRule(),
        new GitUrlRule(),
        new GitRefRule(),
        new SparseRule(),
        new DirectoryPathRule(),
        new DevcontainerPathRule(),
        new ImageRule(),
        new ReferenceRule(),
        new RestartsRule(),
        new EgressRules());

    public static ResourceValidator<EnvironmentClassResource> EnvironmentClass { get; } = new(
        new MetadataRule<EnvironmentClassResource>(),
        new ClassLimitsRule());

    public static ResourceValidator<RunnerResource> Runner { get; } = new(new MetadataRule<RunnerResource>());
}
