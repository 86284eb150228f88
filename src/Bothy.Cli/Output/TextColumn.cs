namespace Bothy.Cli.Output;

/// <param name="Title">Upper case, as above the column.</param>
/// <param name="MayShrink">Long text that still says something when its end is cut.</param>
internal sealed record TextColumn(string Title, bool MayShrink = false);
