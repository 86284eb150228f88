namespace Bothy.Images;

/// <summary>A step on the way to an image, for whoever waits for it.</summary>
/// <param name="Text">What is being done, as one line.</param>
/// <param name="Percent">How much of the whole is done, 0 to 100.</param>
public readonly record struct ImageProgress(string Text, int Percent);
