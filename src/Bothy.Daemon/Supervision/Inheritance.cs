using System.Collections;
using System.Globalization;
using Bothy.Linux.Locks;

namespace Bothy.Daemon.Supervision;

/// <summary>What a supervised process is told through its environment.</summary>
internal static class Inheritance
{
    /// <summary>Number of the descriptor that carries the process's lock.</summary>
    public const string LockVariable = "BOTHYD_LOCK_FD";

    private const string DiagnosticsVariable = "DOTNET_EnableDiagnostics";

    /// <summary>The first descriptor after standard error.</summary>
    public const int LockDescriptor = 3;

    /// <summary>The caller's environment with the lock's descriptor.</summary>
    public static IReadOnlyList<string> EnvironmentWithLock() => [.. CurrentEnvironment(), $"{LockVariable}={LockDescriptor}"];

    /// <summary>The caller's environment as <c>NAME=value</c>, without what was meant for the caller only.</summary>
    public static IReadOnlyList<string> CurrentEnvironment()
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(one => (string)one.Key, one => (string?)one.Value);
        variables.Remove(LockVariable);
        // The runtime's diagnostic sockets lie in the host's temporary directory, and whoever is killed leaves them there.
        variables.TryAdd(DiagnosticsVariable, "0");
        return [.. variables.Select(one => $"{one.Key}={one.Value}")];
    }

    /// <summary>The lock that the supervisor handed to this process; null if this process was started by somebody else.</summary>
    public static ProcessLock? TakeLock()
    {
        var descriptor = Environment.GetEnvironmentVariable(LockVariable);
        Environment.SetEnvironmentVariable(LockVariable, null);
        return descriptor is null ? null : ProcessLock.Inherited(int.Parse(descriptor, CultureInfo.InvariantCulture));
    }
}
