using Bothy.Runner.Records;

namespace Bothy.Runner.Content;

/// <summary>Says in sentences what of a repository is missing.</summary>
internal static class ContentWarnings
{
    public static IReadOnlyList<string> Of(ContentRecord content) => [.. (content.Incomplete ?? []).Select(Sentence)];

    private static string Sentence(string word) => word switch
    {
        CloneScript.Submodules =>
            "Not all submodules could be fetched; the log says why. Fetch them inside: git submodule update --init --recursive.",
        CloneScript.Lfs =>
            "The repository keeps files in Git LFS. They are fetched if the image has git-lfs; if it has not, they are pointers until you install git-lfs and run: git lfs pull.",
        _ => $"Not everything could be fetched: {word}.",
    };
}
