using Bothy.Devcontainers.Json;
using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Binding;

/// <summary>Reads <c>portsAttributes</c> and <c>otherPortsAttributes</c>.</summary>
internal static class Ports
{
    public static Dictionary<string, PortAttributes> ReadAttributes(ObjectReader reader, Report report)
    {
        var attributes = new Dictionary<string, PortAttributes>(StringComparer.Ordinal);
        foreach (var (port, value, path) in reader.Members("portsAttributes"))
        {
            if (value is JsoncObject source)
            {
                attributes[port] = ReadAttributes(new ObjectReader(source, path, report));
            }
            else
            {
                reader.Mismatch(path, value, "an object");
            }
        }

        return attributes;
    }

    public static PortAttributes? ReadOtherAttributes(ObjectReader reader, Report report) =>
        reader.Object("otherPortsAttributes") is { } source
            ? ReadAttributes(new ObjectReader(source, reader.PathOf("otherPortsAttributes"), report))
            : null;

    private static PortAttributes ReadAttributes(ObjectReader reader) => new()
    {
        Label = reader.Text("label"),
        Protocol = reader.Text("protocol"),
        OnAutoForward = reader.Text("onAutoForward"),
        RequireLocalPort = reader.Flag("requireLocalPort"),
        ElevateIfNeeded = reader.Flag("elevateIfNeeded"),
    };
}
