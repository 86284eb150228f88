using System.Text;

namespace Bothy.Api.Client;

/// <summary>Which resources of a kind a list or a watch is about. In a watch, a resource that leaves the selection appears as deleted.</summary>
public sealed record Selection
{
    /// <summary>All resources of the kind.</summary>
    public static Selection All { get; } = new();

    /// <summary>Environments only: those placed on the runner of this name.</summary>
    public string? Runner { get; init; }

    /// <summary>As in <c>team=tools,tier!=test,owner,!shared</c>.</summary>
    public string? Labels { get; init; }

    internal string ToQuery()
    {
        var query = new StringBuilder();
        Append(query, "runner", Runner);
        Append(query, "labelSelector", Labels);
        return query.ToString();
    }

    private static void Append(StringBuilder query, string name, string? value)
    {
        if (value is not null)
        {
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}
