namespace Bothy.Cli.Documents;

/// <summary>What <c>--output</c> chooses from.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For people with wide terminals.</summary>
    Wide,
    Json,
    Yaml,

    /// <summary>Names only, one a line.</summary>
    Name,
}
