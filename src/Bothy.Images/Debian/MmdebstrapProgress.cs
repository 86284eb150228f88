namespace Bothy.Images.Debian;

/// <summary>Turns what mmdebstrap(1) says into steps.</summary>
internal sealed class MmdebstrapProgress(IProgress<ImageProgress> progress)
{
    /// <summary>Beginnings of its messages, and how far the work is then.</summary>
    private static readonly (string Start, string Text, int Percent)[] Steps =
    [
        ("I: running apt-get update", "Fetching the lists of packages", 3),
        ("I: downloading packages", "Downloading the base system", 12),
        ("I: extracting archives", "Unpacking the base system", 25),
        ("I: installing essential", "Installing the base system", 35),
        ("I: installing remaining", "Installing packages", 50),
        ("I: running --customize-hook", "Setting up the user", 72),
        ("I: cleaning package lists", "Cleaning up", 75),
    ];

    private int reached;

    /// <summary>Takes one line of its output. It writes to one stream only, so lines come one after the other.</summary>
    public void Line(string line)
    {
        foreach (var (start, text, percent) in Steps)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                reached = percent;
                progress.Report(new ImageProgress(text, percent));
            }
        }

        if (line.StartsWith("W: ", StringComparison.Ordinal) || line.StartsWith("E: ", StringComparison.Ordinal))
        {
            progress.Report(new ImageProgress(line, reached));
        }
    }
}
