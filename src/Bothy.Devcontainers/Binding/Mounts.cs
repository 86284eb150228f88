using Bothy.Devcontainers.Json;
using Bothy.Devcontainers.Machines;
using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Binding;

/// <summary>Reads <c>mounts</c>, and the string form that <c>workspaceMount</c> shares with it.</summary>
internal static class Mounts
{
    public static List<MountRequest> Read(ObjectReader reader, Report report)
    {
        var mounts = new List<MountRequest>();
        foreach (var (value, path) in reader.Items("mounts"))
        {
            switch (value)
            {
                case JsoncString text:
                    mounts.Add(Parse(text.Value));
                    break;
                case JsoncObject source:
                    var members = new ObjectReader(source, path, report);
                    mounts.Add(new MountRequest { Type = members.Text("type"), Source = members.Text("source"), Target = members.Text("target") });
                    break;
                default:
                    reader.Mismatch(path, value, "a string or an object");
                    break;
            }
        }

        return mounts;
    }

    /// <summary>Understands <c>type=…,source=…,target=…</c> with Docker's other names for the keys; of equal keys the last counts.</summary>
    public static MountRequest Parse(string text)
    {
        var mount = new MountRequest();
        foreach (var option in text.Split(','))
        {
            var parts = option.Split('=', 2);
            var value = parts.Length > 1 ? parts[1].Trim() : "";
            mount = parts[0].Trim() switch
            {
                "type" => mount with { Type = value },
                "source" or "src" => mount with { Source = value },
                "target" or "dst" or "destination" => mount with { Target = value },
                "readonly" or "ro" => mount with { ReadOnly = value is not ("false" or "0") },
                "tmpfs-size" => mount with { TmpfsBytes = DockerSize.Parse(value) },
                "tmpfs-mode" => mount with { TmpfsMode = MountRequest.Permissions(value) },
                _ => mount,
            };
        }

        return mount;
    }
}
