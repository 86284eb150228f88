using System.Reflection;

namespace Bothy.Cli.Versions;

internal static class BothyVersion
{
    /// <summary>As in <c>0.1.0</c>, without the build's metadata.</summary>
    public static string Text { get; } =
        typeof(BothyVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
