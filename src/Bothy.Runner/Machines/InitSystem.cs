namespace Bothy.Runner.Machines;

/// <summary>Images whose own program is an init system, such as systemd: it must be process 1, and finds <c>/run</c> empty.</summary>
internal static class InitSystem
{
    /// <summary>A directory that init systems want in memory.</summary>
    public const string RunDirectory = "/run";

    /// <summary>What tells an init system that it runs in a container (systemd's container interface).</summary>
    public static readonly IReadOnlyDictionary<string, string?> Variables = new Dictionary<string, string?> { ["container"] = "bothy" };

    private static readonly string[] Names = ["init", "systemd"];

    /// <summary>Says whether a command line starts one.</summary>
    public static bool IsStartedBy(IReadOnlyList<string> arguments) =>
        arguments.Count > 0 && Names.Contains(Path.GetFileName(arguments[0]));
}
