using Bothy.Api.Resources;

namespace Bothy.Server.Resources;

/// <summary>A few names for a message.</summary>
internal static class NameList
{
    private const int Most = 5;

    public static string Of(IReadOnlyCollection<IResource> resources) =>
        string.Join(", ", resources.Take(Most).Select(resource => resource.Metadata.Name)) + (resources.Count > Most ? ", …" : "");
}
