using System.Globalization;

namespace Bothy.Agent.Users;

/// <summary>A line of <c>/etc/group</c>: <c>name:password:gid:member,member</c>.</summary>
internal sealed record GroupEntry(string Name, uint GroupId, IReadOnlyList<string> Members)
{
    /// <summary>Null where the line is none.</summary>
    public static GroupEntry? Parse(string line)
    {
        var fields = line.Split(':');
        return fields.Length >= 3 && fields[0].Length > 0
            && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var group)
            ? new GroupEntry(fields[0], group, fields.Length > 3 ? fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries) : [])
            : null;
    }
}
