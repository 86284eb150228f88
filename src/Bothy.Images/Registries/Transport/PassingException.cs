namespace Bothy.Images.Registries.Transport;

/// <summary>The registry could not serve this time; trying again may help.</summary>
/// <param name="after">When the registry wants to be asked again; null if it does not say.</param>
internal sealed class PassingException(string message, TimeSpan? after) : Exception(message)
{
    public TimeSpan? After { get; } = after;
}
