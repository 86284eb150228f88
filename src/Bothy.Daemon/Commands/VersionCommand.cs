using System.Reflection;

namespace Bothy.Daemon.Commands;

/// <summary><c>bothyd version</c>.</summary>
internal static class VersionCommand
{
    public static async Task<int> RunAsync()
    {
        var version = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        await Console.Out.WriteLineAsync($"bothyd {version}");
        return 0;
    }
}
