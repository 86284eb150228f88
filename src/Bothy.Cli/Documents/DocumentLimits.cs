namespace Bothy.Cli.Documents;

/// <summary>How much a document may ask of its reader: far above any resource, far below what hurts.</summary>
internal static class DocumentLimits
{
    /// <summary>Bytes of one file or of standard input.</summary>
    public const int Bytes = 1 << 20;

    public const int Depth = 64;

    /// <summary>Values after every alias is followed; a few lines of nested aliases can stand for billions.</summary>
    public const int Values = 50_000;
}
