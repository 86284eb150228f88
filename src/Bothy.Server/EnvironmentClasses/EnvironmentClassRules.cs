using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Problems;
using Bothy.Api.Validation;
using Bothy.Server.Cache;
using Bothy.Server.Http;
using Bothy.Server.Resources;

namespace Bothy.Server.EnvironmentClasses;

/// <summary>A class stays while environments use it.</summary>
internal sealed class EnvironmentClassRules() : ResourceRules<EnvironmentClassResource>(ResourceValidators.EnvironmentClass)
{
    public override Problem? CheckDeletion(EnvironmentClassResource current, CacheSnapshot snapshot)
    {
        var users = snapshot.All<EnvironmentResource>().Where(environment => environment.Spec.Class == current.Metadata.Name).ToList();
        return users.Count == 0
            ? null
            : Problems.Conflict($"EnvironmentClass '{current.Metadata.Name}' is used by {users.Count} environments ({NameList.Of(users)}). Delete them or change their class first.");
    }
}
