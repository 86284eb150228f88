namespace Bothy.Api.Resources;

/// <summary>What code that serves every kind needs to know of a resource.</summary>
public interface IResource
{
    /// <summary>The kind's name, as in <c>Environment</c>.</summary>
    string Kind { get; }

    Metadata Metadata { get; }
}
