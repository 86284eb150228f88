using System.Text.Json;
using Bothy.Api.Agents.Messages;
using Bothy.Cli.Documents;
using Bothy.Cli.Output;

namespace Bothy.Cli.Ports;

/// <summary>What <c>bothy port list</c> writes.</summary>
internal static class PortTable
{
    public static IReadOnlyList<string> Lines(IReadOnlyList<ListeningPort> ports, int? width)
    {
        var table = new TextTable(new TextColumn("PORT"), new TextColumn("ADDRESSES", MayShrink: true), new TextColumn("PROCESS", MayShrink: true));
        foreach (var port in ports)
        {
            table.Add(new Cell($"{port.Port}"), new Cell(string.Join(",", port.Addresses)), new Cell(Process(port)));
        }

        return table.Lines(width);
    }

    /// <summary>The agent's own answer.</summary>
    public static string Json(IReadOnlyList<ListeningPort> ports)
    {
        var response = JsonSerializer.SerializeToElement(new AgentResponse { Ports = ports }, AgentJson.Default.AgentResponse);
        return ResourceText.Indent(response.GetProperty("ports"));
    }

    private static string Process(ListeningPort port) => (port.ProcessName, port.ProcessId) switch
    {
        ({ } name, { } id) => $"{name} ({id})",
        (_, { } id) => $"({id})",
        _ => "",
    };
}
