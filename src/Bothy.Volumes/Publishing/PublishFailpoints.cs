namespace Bothy.Volumes.Publishing;

/// <summary>Step boundaries of a publication at which tests kill the process.</summary>
internal static class PublishFailpoints
{
    public const string PackStored = "publish.pack-stored";
    public const string PacksStored = "publish.packs-stored";
    public const string HeadStored = "publish.head-stored";

    public static IReadOnlyList<string> All { get; } = [PackStored, PacksStored, HeadStored];
}
