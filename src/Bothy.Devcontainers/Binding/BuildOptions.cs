using System.Net;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Machines;
using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Binding;

/// <summary>Reads <c>build.options</c>, options for a <c>docker build</c> that never happens, and takes from them what a build in a sandbox can have.</summary>
/// <param name="warn">Told of an option that has no effect, with the reason.</param>
internal sealed partial class BuildOptions(Action<string> warn)
{
    private readonly List<string> caches = [];
    private readonly List<string> labels = [];
    private readonly List<string> hosts = [];
    private readonly List<string> limits = [];
    private DockerfileBuild build = null!;
    private Dictionary<string, string> arguments = null!;

    /// <summary>Applies the options; like Docker, after <c>build.args</c> and <c>build.target</c>, so that the last one counts.</summary>
    public DockerfileBuild Apply(IReadOnlyList<string> options, DockerfileBuild before)
    {
        build = before;
        arguments = new Dictionary<string, string>(before.Arguments, StringComparer.Ordinal);
        for (var i = 0; i < options.Count; i++)
        {
            var (name, value) = Split(options[i]);
            if (name is null)
            {
                warn($"build.options: {QuotedText.Of(options[i])} has no effect: it is no option of docker build.");
            }
            else if (BuildOptionRules.Flags.Contains(name))
            {
                Flag(name, value is not "false");
            }
            else
            {
                Option(name, value ?? (i + 1 < options.Count ? options[++i] : ""));
            }
        }

        return build with { Arguments = arguments, CacheFrom = [.. build.CacheFrom, .. caches], Labels = labels, Hosts = hosts, ProcessLimits = limits };
    }

    /// <summary>The option's long name and what is written in the same argument; no name if it is none that is known.</summary>
    private static (string? Name, string? Value) Split(string option)
    {
        if (option.StartsWith("--", StringComparison.Ordinal))
        {
            var parts = option.Split('=', 2);
            return (IsKnown(parts[0]) ? parts[0] : null, parts.Length > 1 ? parts[1] : null);
        }

        return option.Length >= 2 && option[0] == '-' && BuildOptionRules.LongNames.TryGetValue(option[..2], out var name)
            ? (name, option.Length == 2 ? null : option[2..].TrimStart('='))
            : (null, null);
    }

    private static bool IsKnown(string name) => BuildOptionRules.Flags.Contains(name) || BuildOptionRules.Silent.Contains(name)
        || BuildOptionRules.Supported.Contains(name) || BuildOptionRules.Reasons.ContainsKey(name);

    private void Flag(string name, bool isSet)
    {
        switch (name)
        {
            case "--no-cache":
                build = build with { NoCache = isSet };
                break;
            case "--pull":
                build = build with { Pull = isSet };
                break;
            default:
                if (isSet && !BuildOptionRules.Silent.Contains(name))
                {
                    Refuse(name, null, BuildOptionRules.Reasons[name]);
                }

                break;
        }
    }

    private void Option(string name, string value)
    {
        switch (name)
        {
            case "--build-arg":
                Argument(value);
                break;
            case "--cache-from" when CacheReferences.Find(value) is { } cache:
                caches.Add(cache);
                break;
            case "--label" when value.Length > 0 && !value.StartsWith('='):
                labels.Add(value);
                break;
            case "--target" when value.Length is > 0 and <= 512:
                build = build with { Target = value };
                break;
            case "--add-host" when IsHost(value):
                hosts.Add(value);
                break;
            case "--network" when value is "none" or "default" or "bridge":
                build = build with { HasNetwork = value != "none" };
                break;
            case "--network":
                Refuse(name, value, "a build has its environment's network, or none");
                break;
            case "--platform" when IsOwnPlatform(value):
                break;
            case "--platform":
                Refuse(name, value, "images are built for the host's own processor");
                break;
            case "--shm-size" when DockerSize.Parse(value) is { } bytes:
                build = build with { SharedMemoryBytes = bytes };
                break;
            case "--ulimit" when ProcessLimit().IsMatch(value):
                limits.Add(value);
                break;
            default:
                if (!BuildOptionRules.Silent.Contains(name))
                {
                    Refuse(name, value, BuildOptionRules.Reasons.GetValueOrDefault(name, "the value is not one that it can have"));
                }

                break;
        }
    }

    private void Argument(string text)
    {
        var parts = text.Split('=', 2);
        if (parts.Length == 2 && parts[0].Length > 0)
        {
            arguments[parts[0]] = parts[1];
        }
        else
        {
            Refuse("--build-arg", text, "the environment of the host is not handed to repositories; give the value");
        }
    }

    private static bool IsHost(string value) =>
        value.Split([':', '='], 2) is [{ Length: > 0 } name, var address] && Name().IsMatch(name) && IPAddress.TryParse(address.Trim('[', ']'), out _);

    private static bool IsOwnPlatform(string value)
    {
        var own = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "amd64",
            Architecture.Arm64 => "arm64",
            var other => other.ToString(),
        };
        return value == $"linux/{own}" || value == own || (own == "arm64" && value == "linux/arm64/v8");
    }

    private void Refuse(string name, string? value, string reason) =>
        warn($"build.options: {name}{(value is null ? "" : " " + QuotedText.Of(value))} has no effect: {reason}.");

    [GeneratedRegex(@"^(?:as|core|cpu|data|fsize|locks|memlock|msgqueue|nice|nofile|nproc|rss|rtprio|rttime|sigpending|stack)=[0-9]{1,18}(?::[0-9]{1,18})?\z")]
    private static partial Regex ProcessLimit();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,252}\z")]
    private static partial Regex Name();
}
