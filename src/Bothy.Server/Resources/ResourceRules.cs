using Bothy.Api.Problems;
using Bothy.Api.Resources;
using Bothy.Api.Validation;
using Bothy.Server.Cache;

namespace Bothy.Server.Resources;

/// <summary>What is particular to a kind, beyond the form of its documents: defaults, rules that need other resources, what is shown.</summary>
internal abstract class ResourceRules<TResource>(ResourceValidator<TResource> validator)
    where TResource : class, IResource<TResource>
{
    public ResourceValidator<TResource> Validator => validator;

    /// <summary>What the server adds to a new resource. Called only if nothing is wrong with it.</summary>
    public virtual TResource Complete(TResource created, CacheSnapshot snapshot) => created;

    /// <summary>What is wrong with a new resource.</summary>
    public virtual IEnumerable<ProblemError> CheckCreation(TResource created, CacheSnapshot snapshot) => [];

    /// <summary>What a replacement leaves out and the server keeps.</summary>
    public virtual TResource Carry(TResource current, TResource changed) => changed;

    /// <summary>What is wrong with a change.</summary>
    public virtual IEnumerable<ProblemError> CheckChange(TResource current, TResource changed, CacheSnapshot snapshot) => [];

    /// <summary>Why it cannot be deleted now; null if it can.</summary>
    public virtual Problem? CheckDeletion(TResource current, CacheSnapshot snapshot) => null;

    /// <summary>What readers see; may add what is observed beside the store.</summary>
    public virtual TResource Present(TResource stored) => stored;

    /// <summary>True if the runner that a selection names is this resource's; without meaning for most kinds.</summary>
    public virtual bool IsOn(TResource resource, string runner) => false;
}
