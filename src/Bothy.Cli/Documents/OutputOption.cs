using System.CommandLine;

namespace Bothy.Cli.Documents;

/// <summary><c>-o</c></summary>
internal static class OutputOption
{
    /// <param name="formats">The formats to choose from; the first is the default.</param>
    public static Option<OutputFormat> Create(params IReadOnlyList<OutputFormat> formats)
    {
        var words = formats.Skip(1).Select(format => format.ToString().ToLowerInvariant()).ToList();
        var option = new Option<OutputFormat>("--output", "-o")
        {
            Description = $"Write {string.Join(", ", words.SkipLast(1))} or {words[^1]} instead of text",
            HelpName = string.Join('|', words),
            CustomParser = result =>
            {
                var word = result.Tokens[0].Value;
                var index = words.IndexOf(word.ToLowerInvariant());
                if (index < 0)
                {
                    result.AddError($"{word} is not an output format here: choose {string.Join(", ", words)}");
                    return formats[0];
                }

                return formats[index + 1];
            },
        };
        option.CompletionSources.Add([.. words]);
        return option;
    }
}
