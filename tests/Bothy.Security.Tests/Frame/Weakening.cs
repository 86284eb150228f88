using System.Text.Json.Nodes;

namespace Bothy.Security.Tests.Frame;

/// <summary>Takes protections out of what the container runtime is told.</summary>
internal static class Weakening
{
    /// <param name="capabilities">What root of the host has.</param>
    public static void Apply(JsonObject configuration, IReadOnlySet<Protection> removed, IReadOnlyList<string> capabilities)
    {
        var linux = configuration["linux"]!.AsObject();
        foreach (var protection in removed)
        {
            switch (protection)
            {
                case Protection.UserNamespace:
                    RemoveNamespace(linux, "user");
                    linux.Remove("uidMappings");
                    linux.Remove("gidMappings");
                    break;
                case Protection.Seccomp:
                    linux.Remove("seccomp");
                    break;
                case Protection.DeviceRules:
                    linux["resources"]!["devices"] = new JsonArray(new JsonObject { ["allow"] = true, ["access"] = "rwm" });
                    break;
                case Protection.Masking:
                    linux.Remove("maskedPaths");
                    linux.Remove("readonlyPaths");
                    MakeSysWritable(configuration);
                    break;
                case Protection.MountNamespace:
                    RemoveNamespace(linux, "mount");
                    linux.Remove("maskedPaths");
                    linux.Remove("readonlyPaths");
                    configuration["mounts"] = new JsonArray(JsonNode.Parse("""{ "destination": "/proc", "type": "bind", "source": "/proc", "options": ["rbind"] }"""));
                    break;
                case Protection.PidNamespace:
                    RemoveNamespace(linux, "pid");
                    RemoveMounts(configuration, "proc");
                    configuration["mounts"]!.AsArray().Insert(0, JsonNode.Parse("""{ "destination": "/proc", "type": "bind", "source": "/proc", "options": ["rbind"] }"""));
                    break;
                case Protection.NetworkNamespace:
                    RemoveNamespace(linux, "network");
                    RemoveMounts(configuration, "sysfs");
                    break;
                case Protection.IpcNamespace:
                    RemoveNamespace(linux, "ipc");
                    RemoveMounts(configuration, "mqueue");
                    break;
                case Protection.CgroupNamespace:
                    RemoveNamespace(linux, "cgroup");
                    break;
            }
        }

        // The host's root may lack some itself, and the runtime cannot give what it does not have.
        if (removed.Contains(Protection.UserNamespace))
        {
            SetCapabilities(configuration, capabilities);
        }
    }

    private static void RemoveNamespace(JsonObject linux, string type)
    {
        var namespaces = linux["namespaces"]!.AsArray();
        namespaces.Remove(namespaces.Single(entry => (string?)entry!["type"] == type));
    }

    /// <summary>A user namespace may mount these only for namespaces that it owns.</summary>
    private static void RemoveMounts(JsonObject configuration, string type)
    {
        var mounts = configuration["mounts"]!.AsArray();
        foreach (var mount in mounts.Where(mount => (string?)mount!["type"] == type).ToList())
        {
            mounts.Remove(mount);
        }
    }

    private static void SetCapabilities(JsonObject configuration, IEnumerable<string> names)
    {
        var capabilities = configuration["process"]!["capabilities"]!.AsObject();
        foreach (var set in (string[])["bounding", "effective", "permitted"])
        {
            capabilities[set] = new JsonArray(names.Select(name => (JsonNode)name).ToArray());
        }
    }

    private static void MakeSysWritable(JsonObject configuration)
    {
        if (configuration["mounts"]!.AsArray().SingleOrDefault(mount => (string?)mount!["destination"] == "/sys") is { } sys)
        {
            var options = sys["options"]!.AsArray();
            options.Remove(options.Single(option => (string?)option == "ro"));
        }
    }
}
