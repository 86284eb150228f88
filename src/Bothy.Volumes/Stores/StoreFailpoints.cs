namespace Bothy.Volumes.Stores;

/// <summary>Step boundaries of a put at which tests kill the process.</summary>
internal static class StoreFailpoints
{
    public const string Written = "store.written";
    public const string Synchronised = "store.synchronised";
    public const string Linked = "store.linked";

    public static IReadOnlyList<string> All { get; } = [Written, Synchronised, Linked];
}
