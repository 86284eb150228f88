namespace Bothy.Images.Oci;

/// <summary>From what a document may say to what we promise: no nulls.</summary>
internal static class OciConfigMapping
{
    public static ImageConfig ToConfig(OciConfigSection? section) => new()
    {
        Env = Strings(section?.Env),
        Entrypoint = Strings(section?.Entrypoint),
        Cmd = Strings(section?.Cmd),
        Shell = Strings(section?.Shell),
        OnBuild = Strings(section?.OnBuild),
        User = string.IsNullOrEmpty(section?.User) ? null : section.User,
        WorkingDirectory = string.IsNullOrEmpty(section?.WorkingDir) ? null : section.WorkingDir,
        Labels = section?.Labels?.Where(label => label.Value is not null).ToDictionary(label => label.Key, label => label.Value)
            ?? new Dictionary<string, string>(),
    };

    private static IReadOnlyList<string> Strings(IReadOnlyList<string>? list) => [.. list?.Where(text => text is not null) ?? []];
}
