namespace Bothy.Devcontainers.Lifecycle;

/// <summary>Hooks as a configuration spells them.</summary>
public static class LifecycleHookNames
{
    internal static readonly IReadOnlyDictionary<string, LifecycleHook> ByName =
        Enum.GetValues<LifecycleHook>().ToDictionary(hook => hook.ToPropertyName());

    /// <summary>The hook's property, as in <c>postCreateCommand</c>.</summary>
    public static string ToPropertyName(this LifecycleHook hook)
    {
        var name = hook.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
