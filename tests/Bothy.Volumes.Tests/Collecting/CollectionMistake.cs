namespace Bothy.Volumes.Tests.Collecting;

/// <summary>What is done wrong on purpose, to see that the model finds it.</summary>
public enum CollectionMistake
{
    None,

    /// <summary>Packs are deleted sooner than a publication may take.</summary>
    ShortGrace,

    /// <summary>Publications do not see that a pack is condemned.</summary>
    UnseenSentences,
}
