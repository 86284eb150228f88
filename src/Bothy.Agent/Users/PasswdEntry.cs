using System.Globalization;

namespace Bothy.Agent.Users;

/// <summary>A line of <c>/etc/passwd</c>: <c>name:password:uid:gid:comment:home:shell</c>.</summary>
internal sealed record PasswdEntry(string Name, uint UserId, uint GroupId, string Home, string Shell)
{
    /// <summary>Null where the line is none.</summary>
    public static PasswdEntry? Parse(string line)
    {
        var fields = line.Split(':');
        return fields.Length >= 6 && fields[0].Length > 0
            && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var user)
            && uint.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var group)
            ? new PasswdEntry(fields[0], user, group, fields[5], fields.Length > 6 ? fields[6] : "")
            : null;
    }
}
