using System.Globalization;
using System.Text;
using Bothy.Linux.Paths;

namespace Bothy.Runner.Environments;

/// <summary>A user as the environment's own files know it.</summary>
/// <param name="Name">Its name, or its number if it has none.</param>
internal sealed record InsideUser(string Name, uint Id, uint Group, string Home)
{
    public static readonly InsideUser Root = new("root", 0, 0, "/root");

    private const int MaximumFile = 1 << 20;
    private const string PasswordFile = "etc/passwd";

    /// <summary>Looks a user up by name or number; null if there is none of that name.</summary>
    /// <param name="roots">Directories to look for <c>etc/passwd</c> in; the first that has one decides.</param>
    public static InsideUser? Find(string nameOrNumber, params ReadOnlySpan<string> roots)
    {
        // "user:group" is how an image may name both; the user's own group is meant to do for terminals.
        var wanted = nameOrNumber.Split(':')[0];
        foreach (var line in Lines(roots))
        {
            if (line.Split(':') is [var name, _, var id, var group, _, var home, ..]
                && (name == wanted || id == wanted)
                && uint.TryParse(id, CultureInfo.InvariantCulture, out var userId)
                && uint.TryParse(group, CultureInfo.InvariantCulture, out var groupId))
            {
                return new InsideUser(name, userId, groupId, home.Length == 0 ? "/" : home);
            }
        }

        return wanted == "root" ? Root
            : uint.TryParse(wanted, CultureInfo.InvariantCulture, out var number) ? new InsideUser(wanted, number, number, "/")
            : null;
    }

    private static string[] Lines(ReadOnlySpan<string> roots)
    {
        foreach (var root in roots)
        {
            if (Directory.Exists(root))
            {
                using var directory = SafeDirectory.Open(root);
                if (directory.ReadFile(PasswordFile, MaximumFile) is { } content)
                {
                    return Encoding.UTF8.GetString(content).Split('\n');
                }
            }
        }

        return [];
    }
}
