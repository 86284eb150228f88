using System.Text;

namespace Bothy.Api.Remotes;

/// <summary>What git asks an ssh server to run: one program of a short list, and the repository's path.</summary>
/// <param name="Operation"><c>upload</c> or <c>download</c> of git-lfs; null for git's own programs.</param>
public sealed record GitCommand(string Program, string Path, string? Operation)
{
    private static readonly string[] Reading = ["git-upload-pack", "git-upload-archive"];
    private static readonly string[] Lfs = ["git-lfs-authenticate", "git-lfs-transfer"];

    private const string Writing = "git-receive-pack";

    /// <summary>True if it can change the repository.</summary>
    public bool Writes => Program == Writing || Operation == "upload";

    /// <summary>Reads the one line that git makes of a program and a quoted path. Null for anything else: no other command is ever run.</summary>
    public static GitCommand? Parse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || Unquote(line[(space + 1)..]) is not var (path, after) || path.Length == 0 || path[0] == '-' || path.Any(char.IsControl))
        {
            return null;
        }

        var program = line[..space];
        return (Reading.Contains(program) || program == Writing) && after.Length == 0 ? new GitCommand(program, path, null)
            : Lfs.Contains(program) && after is " upload" or " download" ? new GitCommand(program, path, after[1..])
            : null;
    }

    /// <summary>The line again, quoted anew for a shell.</summary>
    public override string ToString() =>
        $"{Program} '{Path.Replace("'", "'\\''", StringComparison.Ordinal)}'{(Operation is null ? "" : " " + Operation)}";

    /// <summary>Takes off the quotes that git's <c>sq_quote</c> (or git-lfs, which may leave them out) puts around a word.</summary>
    private static (string Word, string After)? Unquote(string text)
    {
        if (!text.StartsWith('\''))
        {
            var end = text.IndexOf(' ', StringComparison.Ordinal);
            var word = end < 0 ? text : text[..end];
            return word.All(character => char.IsAsciiLetterOrDigit(character) || "-_./~+@".Contains(character, StringComparison.Ordinal))
                ? (word, end < 0 ? "" : text[end..])
                : null;
        }

        var unquoted = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] != '\'')
            {
                unquoted.Append(text[i]);
            }
            else if (i + 3 < text.Length && text[i + 1] == '\\' && text[i + 2] is '\'' or '!' && text[i + 3] == '\'')
            {
                unquoted.Append(text[i + 2]);
                i += 3;
            }
            else
            {
                return (unquoted.ToString(), text[(i + 1)..]);
            }
        }

        return null;
    }
}
