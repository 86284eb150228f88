namespace Bothy.Api.Problems;

/// <summary>One thing that is wrong with a document.</summary>
/// <param name="Path">Where, as in <c>spec.content.git.url</c> or <c>metadata.finalizers[0]</c>; empty for the whole document.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ProblemError(string Path, string Message)
{
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
