namespace Bothy.Volumes.Stores;

/// <summary>
/// The name of an object: words of <c>a-z</c>, <c>0-9</c> and <c>-</c>, separated by slashes, at most 256 characters. It is a path in one store
/// and a key in the other, and safe as both.
/// </summary>
public readonly record struct ObjectKey
{
    private const int MaximumLength = 256;
    private readonly string? value;

    /// <exception cref="ArgumentException">The text is not a key.</exception>
    public ObjectKey(string value)
    {
        if (!IsValid(value))
        {
            throw new ArgumentException($"\"{value}\" is not an object's key: words of a-z, 0-9 and - with slashes between them.", nameof(value));
        }

        this.value = value;
    }

    public static bool IsValid(string text) =>
        text.Length is > 0 and <= MaximumLength && text.Split('/').All(word => word.Length > 0 && word.All(IsPlain));

    public override string ToString() => value ?? throw new InvalidOperationException("This object has no key.");

    private static bool IsPlain(char character) => character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-';
}
