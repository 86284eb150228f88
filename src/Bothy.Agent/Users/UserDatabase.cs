using System.Globalization;
using System.Text;
using Bothy.Linux.Paths;

namespace Bothy.Agent.Users;

/// <summary>
/// The environment's <c>/etc/passwd</c> and <c>/etc/group</c> (passwd(5), group(5)), read anew each time and without the C library's name
/// services, whose modules belong to another C library than the image's. Missing files are empty ones; lines that make no sense are skipped.
/// </summary>
internal sealed class UserDatabase
{
    private const int MaximumFile = 4 << 20;
    private const int MaximumGroups = 65536;

    private readonly IReadOnlyList<PasswdEntry> users;
    private readonly IReadOnlyList<GroupEntry> groups;

    public UserDatabase(string passwd, string group)
    {
        users = [.. Lines(passwd).Select(PasswdEntry.Parse).OfType<PasswdEntry>()];
        groups = [.. Lines(group).Select(GroupEntry.Parse).OfType<GroupEntry>()];
    }

    /// <summary>Reads the files of the root that this process sees.</summary>
    public static UserDatabase Read()
    {
        using var root = SafeDirectory.Open("/");
        return new UserDatabase(ReadText(root, "etc/passwd"), ReadText(root, "etc/group"));
    }

    /// <summary>Finds <c>name</c>, <c>uid</c>, <c>name:group</c> or <c>uid:gid</c>; numbers need not be in the files.</summary>
    /// <exception cref="UnknownUserException">A name is in neither file.</exception>
    public UserAccount Find(string specification)
    {
        var separator = specification.IndexOf(':', StringComparison.Ordinal);
        var account = FindUser(separator < 0 ? specification : specification[..separator]);
        if (separator < 0)
        {
            return account;
        }

        var group = FindGroup(specification[(separator + 1)..]);
        return account with { GroupId = group, Groups = [group, .. account.Groups.Where(id => id != group)] };
    }

    private UserAccount FindUser(string user)
    {
        var isNumber = TryParseId(user, out var number);
        var entry = users.FirstOrDefault(entry => entry.Name == user)
            ?? (isNumber ? users.FirstOrDefault(entry => entry.UserId == number) : null);
        if (entry is not null)
        {
            return new UserAccount
            {
                Name = entry.Name,
                UserId = entry.UserId,
                GroupId = entry.GroupId,
                Groups = GroupsOf(entry.Name, entry.GroupId),
                Home = entry.Home.Length > 0 ? entry.Home : "/",
                Shell = entry.Shell,
                IsKnown = true,
            };
        }

        // An image may have no user database at all; root exists wherever there is a kernel.
        return isNumber || user == "root"
            ? new UserAccount { Name = user, UserId = number, GroupId = 0, Groups = [0], Home = "/", Shell = "", IsKnown = false }
            : throw new UnknownUserException($"User '{user}' is not in the environment's /etc/passwd: create it in the image, or choose another user.");
    }

    private uint FindGroup(string group)
    {
        var entry = groups.FirstOrDefault(entry => entry.Name == group);
        return entry is not null ? entry.GroupId
            : TryParseId(group, out var number) ? number
            : throw new UnknownUserException($"Group '{group}' is not in the environment's /etc/group: create it in the image, or choose another.");
    }

    private uint[] GroupsOf(string user, uint primary) =>
        [.. groups.Where(group => group.Members.Contains(user)).Select(group => group.GroupId).Prepend(primary).Distinct().Take(MaximumGroups)];

    private static bool TryParseId(string text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id != uint.MaxValue;

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.TrimEnd('\r'));

    private static string ReadText(SafeDirectory root, string path) =>
        root.ReadFile(path, MaximumFile) is { } content ? Encoding.UTF8.GetString(content) : "";
}
