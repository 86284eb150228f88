using System.Text;
using System.Text.RegularExpressions;

namespace Bothy.Devcontainers.Dockerfiles;

/// <summary>Splits a Dockerfile into instructions: comments, continued lines and here-documents taken away (Dockerfile reference, "Format").</summary>
internal static partial class DockerfileInstructions
{
    public static IEnumerable<(string Name, string Text)> Read(string dockerfile)
    {
        var lines = dockerfile.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        var escape = Escape(lines);
        for (var i = 0; i < lines.Count; i++)
        {
            var instruction = new StringBuilder();
            for (; i < lines.Count; i++)
            {
                var line = lines[i].Trim();
                if (line.StartsWith('#') || (line.Length == 0 && instruction.Length > 0))
                {
                    continue;
                }

                if (!line.EndsWith(escape))
                {
                    instruction.Append(line);
                    break;
                }

                instruction.Append(line.AsSpan(0, line.Length - 1)).Append(' ');
            }

            var text = instruction.ToString().Trim();
            foreach (Match document in HereDocument().Matches(text))
            {
                while (++i < lines.Count && lines[i].TrimStart('\t') != document.Groups["word"].Value)
                {
                }
            }

            var space = text.IndexOfAny([' ', '\t']);
            if (space > 0)
            {
                yield return (text[..space].ToUpperInvariant(), text[(space + 1)..].Trim());
            }
        }
    }

    /// <summary>The directive <c># escape=`</c>, which only counts among the first comments.</summary>
    private static char Escape(List<string> lines)
    {
        foreach (var line in lines.TakeWhile(line => line.StartsWith('#')))
        {
            var match = EscapeDirective().Match(line);
            if (match.Success)
            {
                return match.Groups["character"].Value[0];
            }
        }

        return '\\';
    }

    [GeneratedRegex(@"^#\s*escape\s*=\s*(?<character>[\\`])\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex EscapeDirective();

    [GeneratedRegex("""(?<=\s)<<-?(?<quote>["']?)(?<word>[A-Za-z_]\w*)\k<quote>(?=\s|$)""")]
    private static partial Regex HereDocument();
}
