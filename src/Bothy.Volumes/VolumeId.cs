namespace Bothy.Volumes;

/// <summary>A volume's name: 1–64 characters of <c>a-z</c>, <c>0-9</c> and <c>-</c>, the first not <c>-</c>. It is part of file names.</summary>
public readonly record struct VolumeId
{
    private const int MaximumLength = 64;
    private readonly string? value;

    /// <exception cref="ArgumentException">The text is not a volume's name.</exception>
    public VolumeId(string value)
    {
        if (!IsValid(value))
        {
            throw new ArgumentException(
                $"\"{value}\" is not a volume's name: 1 to {MaximumLength} characters of a-z, 0-9 and -, not starting with -.", nameof(value));
        }

        this.value = value;
    }

    public static bool IsValid(string text) =>
        text.Length is > 0 and <= MaximumLength
        && text[0] != '-'
        && text.All(character => character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    public override string ToString() => value ?? throw new InvalidOperationException("This volume has no name.");
}
