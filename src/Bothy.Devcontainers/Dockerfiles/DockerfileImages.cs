using System.Text.RegularExpressions;

namespace Bothy.Devcontainers.Dockerfiles;

/// <summary>Finds the images that a Dockerfile builds on (Dockerfile reference, <c>FROM</c>, <c>ARG</c>, <c>COPY --from</c>, <c>RUN --mount</c>).</summary>
public static partial class DockerfileImages
{
    private const int MostImages = 64;

    /// <summary>The images from outside of the file, in order, each once for each way to write it; <c>scratch</c> and the file's own stages are none.</summary>
    /// <param name="arguments">Values of <c>ARG</c>s that the build is given.</param>
    public static IReadOnlyList<DockerfileImage> Find(string dockerfile, IReadOnlyDictionary<string, string> arguments)
    {
        var globals = new Dictionary<string, string>(StringComparer.Ordinal);
        var stages = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "scratch" };
        var images = new List<DockerfileImage>();
        var inStage = false;
        foreach (var (name, rest) in DockerfileInstructions.Read(dockerfile))
        {
            switch (name)
            {
                case "ARG" when !inStage:
                    Declare(rest, arguments, globals);
                    break;
                case "FROM":
                    inStage = true;
                    var words = rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => word.StartsWith("--", StringComparison.Ordinal)).ToArray();
                    var written = words.Length > 0 ? words[0] : "";
                    Add(new DockerfileImage(Substitute(written, globals), written));
                    if (words is [_, var keyword, var stage, ..] && keyword.Equals("AS", StringComparison.OrdinalIgnoreCase))
                    {
                        stages.Add(stage);
                    }

                    break;
                case "COPY" or "RUN" or "ADD":
                    foreach (Match match in FromOption().Matches(rest))
                    {
                        var from = match.Groups["image"].Value.Trim('"');
                        Add(new DockerfileImage(from, from));
                    }

                    break;
            }
        }

        return images;

        void Add(DockerfileImage image)
        {
            if (image.Name.Length > 0 && !stages.Contains(image.Name) && !image.Name.All(char.IsAsciiDigit) && !images.Contains(image) && images.Count < MostImages)
            {
                images.Add(image);
            }
        }
    }

    private static void Declare(string rest, IReadOnlyDictionary<string, string> arguments, Dictionary<string, string> globals)
    {
        foreach (var word in rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word : word[..equals];
            globals[name] = arguments.TryGetValue(name, out var given) ? given
                : equals < 0 ? "" : Substitute(word[(equals + 1)..].Trim('"', '\''), globals);
        }
    }

    private static string Substitute(string text, Dictionary<string, string> variables) => Variable().Replace(text, match =>
    {
        var value = variables.GetValueOrDefault(match.Groups["name"].Value, "");
        return match.Groups["operator"].Value switch
        {
            "-" => value.Length > 0 ? value : match.Groups["word"].Value,
            "+" => value.Length > 0 ? match.Groups["word"].Value : "",
            _ => value,
        };
    });

    [GeneratedRegex(@"\$(?:(?<name>[A-Za-z_]\w*)|\{(?<name>[A-Za-z_]\w*)(?::(?<operator>[-+])(?<word>[^}]*))?\})")]
    private static partial Regex Variable();

    [GeneratedRegex("""(?<=^|\s)--(?:from=|mount=(?:[^\s]*,)?from=)(?<image>[^\s,]+)""")]
    private static partial Regex FromOption();
}
