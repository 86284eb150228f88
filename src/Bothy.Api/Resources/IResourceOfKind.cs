namespace Bothy.Api.Resources;

/// <summary>A resource of a known kind, which describes itself and makes changed copies of itself.</summary>
public interface IResource<TSelf> : IResource
    where TSelf : class, IResource<TSelf>
{
    static abstract ResourceKind<TSelf> Definition { get; }

    /// <summary>A copy with other metadata.</summary>
    TSelf With(Metadata metadata);

    /// <summary>A copy with the spec of another resource.</summary>
    TSelf WithSpecOf(TSelf other);

    /// <summary>A copy with the status of another resource.</summary>
    TSelf WithStatusOf(TSelf other);
}
