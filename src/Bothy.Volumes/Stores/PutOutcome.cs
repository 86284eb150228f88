namespace Bothy.Volumes.Stores;

/// <summary>What became of an attempt to make an object.</summary>
public enum PutOutcome
{
    Created,

    /// <summary>There was one of that key, perhaps of an attempt of one's own whose answer was lost. It was left as it was.</summary>
    Exists,
}
