using System.Globalization;
using Bothy.Devcontainers.Binding;
using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Machines;

/// <summary>Reads <c>runArgs</c>, options for a <c>docker run</c> that never happens, and takes from them what an environment can have.</summary>
internal static class RunArguments
{
    private const int LongestHostname = 63;

    public static void Read(IReadOnlyList<string> arguments, DemandCollector demands)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = Split(arguments[i]);
            if (name is null)
            {
                demands.Warn($"runArgs: {QuotedText.Of(arguments[i])} has no effect: it is no option of docker run.");
            }
            else if (RunOptions.Flags.Contains(name))
            {
                if (value != "false")
                {
                    Flag(name, demands);
                }
            }
            else
            {
                value ??= i + 1 < arguments.Count ? arguments[++i] : "";
                Option(name, value, demands);
            }
        }
    }

    /// <summary>The option's long name and what is written in the same argument; no name if it is none that is known.</summary>
    private static (string? Name, string? Value) Split(string argument)
    {
        if (argument.StartsWith("--", StringComparison.Ordinal))
        {
            var parts = argument.Split('=', 2);
            var name = RunOptions.LongNames.GetValueOrDefault(parts[0], parts[0]);
            return (IsKnown(name) ? name : null, parts.Length > 1 ? parts[1] : null);
        }

        if (argument.Length < 2 || argument[0] != '-' || !RunOptions.LongNames.TryGetValue(argument[..2], out var known))
        {
            return (null, null);
        }

        // -it is -i and -t, both of which mean nothing here.
        return (known, argument.Length == 2 || RunOptions.Flags.Contains(known) ? null : argument[2..].TrimStart('='));
    }

    private static bool IsKnown(string name) => RunOptions.Flags.Contains(name) || RunOptions.Silent.Contains(name) || RunOptions.Reasons.ContainsKey(name)
        || name is "--env" or "--user" or "--hostname" or "--tmpfs" or "--volume" or "--mount" or "--shm-size" or "--cpus" or "--memory" or "--pids-limit"
            or "--cap-add" or "--security-opt" or "--network";

    private static void Flag(string name, DemandCollector demands)
    {
        if (name == "--privileged")
        {
            demands.Privileged("runArgs: --privileged");
        }
        else if (!RunOptions.Silent.Contains(name))
        {
            Refuse(name, null, RunOptions.Reasons[name], demands);
        }
    }

    private static void Option(string name, string value, DemandCollector demands)
    {
        switch (name)
        {
            case "--env":
                Variable(value, demands);
                break;
            case "--user":
                demands.User = value.Length is > 0 and <= 512 ? value : demands.User;
                break;
            case "--hostname" when IsHostname(value):
                demands.Hostname = value;
                break;
            case "--hostname":
                Refuse(name, value, "it is no host name: letters, digits and -, at most 63", demands);
                break;
            case "--tmpfs":
                demands.Mount("runArgs: --tmpfs", Memory(value));
                break;
            case "--volume":
                demands.Mount("runArgs: --volume", Volume(value));
                break;
            case "--mount":
                demands.Mount("runArgs: --mount", Mounts.Parse(value));
                break;
            case "--cap-add":
                demands.Capabilities("runArgs: --cap-add", value.Split(','));
                break;
            case "--security-opt":
                demands.SecurityOption("runArgs: --security-opt", value);
                break;
            case "--network" when value is not ("" or "bridge" or "default"):
                Refuse(name, value, "each environment has a network of its own, which reaches the outside and no other environment", demands);
                break;
            case "--network":
                break;
            default:
                if (RunOptions.Reasons.TryGetValue(name, out var reason))
                {
                    Refuse(name, value, reason, demands);
                }
                else if (!RunOptions.Silent.Contains(name))
                {
                    Limit(name, value, demands);
                }

                break;
        }
    }

    private static void Limit(string name, string value, DemandCollector demands)
    {
        switch (name)
        {
            case "--shm-size" when DockerSize.Parse(value) is { } bytes:
                demands.SharedMemoryBytes = bytes;
                break;
            case "--memory" when DockerSize.Parse(value) is { } bytes and >= 6 << 20:
                demands.MemoryBytes = bytes;
                break;
            case "--cpus" when decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cpus) && cpus is >= 0.01m and <= 1024:
                demands.CpuMillis = (int)(cpus * 1000);
                break;
            case "--pids-limit" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var pids) && pids > 0:
                demands.Pids = pids;
                break;
            default:
                Refuse(name, value, "the value is not one that it can have", demands);
                break;
        }
    }

    private static void Variable(string text, DemandCollector demands)
    {
        var parts = text.Split('=', 2);
        if (parts.Length == 2 && parts[0].Length > 0 && !text.Contains('\0', StringComparison.Ordinal))
        {
            demands.Variable(parts[0], parts[1]);
        }
        else
        {
            Refuse("--env", text, "the environment of the host is not handed to repositories; give the value, or use containerEnv", demands);
        }
    }

    private static MountRequest Memory(string text)
    {
        var parts = text.Split(':', 2);
        var options = parts.Length > 1 ? parts[1].Split(',') : [];
        return new MountRequest
        {
            Type = "tmpfs",
            Target = parts[0],
            TmpfsBytes = DockerSize.Parse(ValueOf(options, "size=")),
            TmpfsMode = MountRequest.Permissions(ValueOf(options, "mode=")),
        };
    }

    private static string? ValueOf(string[] options, string prefix) =>
        options.LastOrDefault(option => option.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];

    private static MountRequest Volume(string text)
    {
        var parts = text.Split(':', 3);
        if (parts.Length == 1)
        {
            return new MountRequest { Type = "volume", Target = parts[0] };
        }

        return new MountRequest
        {
            Type = parts[0] is ['/' or '.' or '~', ..] ? "bind" : "volume",
            Source = parts[0],
            Target = parts[1],
            ReadOnly = parts.Length > 2 && parts[2].Split(',').Any(option => option is "ro" or "readonly"),
        };
    }

    private static bool IsHostname(string text) => text.Length is > 0 and <= LongestHostname && text[0] != '-' && text[^1] != '-'
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');

    private static void Refuse(string name, string? value, string reason, DemandCollector demands) =>
        demands.Warn($"runArgs: {name}{(value is null ? "" : " " + QuotedText.Of(value))} has no effect: {reason}.");
}
