using System.Text.Json.Nodes;

namespace Bothy.Sandboxes.Containers.Seccomp;

/// <summary>
/// The system calls that an environment may make: <c>profile.json</c> beside this file, in the runtime's own format, with a comment at every
/// group that says why it is as it is.
/// </summary>
internal static class SeccompProfile
{
    private static readonly Lazy<string> Text = new(() =>
    {
        using var stream = typeof(SeccompProfile).Assembly.GetManifestResourceStream("seccomp.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <summary>The profile as the runtime takes it.</summary>
    public static JsonNode Read()
    {
        var profile = JsonNode.Parse(Text.Value)!;
        foreach (var group in profile["syscalls"]!.AsArray())
        {
            group!.AsObject().Remove("comment");
        }

        return profile;
    }
}
