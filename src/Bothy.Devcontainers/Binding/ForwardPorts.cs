using System.Globalization;
using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Json;
using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Binding;

/// <summary>Reads <c>forwardPorts</c>: numbers and <c>host:port</c>, where <c>localhost</c> is the environment itself.</summary>
internal static class ForwardPorts
{
    private const int MaxPorts = 256;

    public static List<ForwardedPort> Read(ObjectReader reader, ProblemCollector problems)
    {
        var ports = new List<ForwardedPort>();
        foreach (var (value, path) in reader.Items("forwardPorts", "an array of ports"))
        {
            if (ports.Count == MaxPorts)
            {
                reader.Problem(path, value, $"is one too many: at most {MaxPorts} ports are forwarded");
                break;
            }

            if (Parse(value) is not { } port)
            {
                reader.Problem(path, value, "must be a port number from 0 to 65535 or \"host:port\"");
                continue;
            }

            if (port.Host is not null)
            {
                problems.Warn(path, $"has no effect: {QuotedText.Of(port.ToString())} lies in another container, and an environment is one.");
            }

            ports.Add(port);
        }

        return ports;
    }

    private static ForwardedPort? Parse(JsoncValue value)
    {
        var text = value switch
        {
            JsoncNumber number => number.Text,
            JsoncString quoted => quoted.Value,
            _ => "",
        };
        var colon = text.LastIndexOf(':');
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || colon == 0)
        {
            return null;
        }

        var host = colon < 0 ? "localhost" : text[..colon];
        return new ForwardedPort(host == "localhost" ? null : host, port);
    }
}
