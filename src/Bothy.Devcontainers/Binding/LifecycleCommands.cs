using Bothy.Devcontainers.Json;
using Bothy.Devcontainers.Lifecycle;

namespace Bothy.Devcontainers.Binding;

/// <summary>
/// Reads lifecycle commands: a string goes through a shell, an array is a program and its arguments, an object is
/// several of either that run in parallel. Dev Container reference, "Formatting string vs. array properties".
/// </summary>
internal static class LifecycleCommands
{
    private const int MaxProcesses = 64;

    /// <summary>The command of one hook; null if there is none, or an empty one.</summary>
    public static LifecycleCommand? Read(ObjectReader reader, LifecycleHook hook)
    {
        var name = hook.ToPropertyName();
        var path = reader.PathOf(name);
        var value = reader.Find(name);
        if (value is JsoncObject { Members.Count: > MaxProcesses })
        {
            reader.Problem(path, value, $"must have at most {MaxProcesses} commands");
            return null;
        }

        LifecycleProcess?[] processes = value is JsoncObject several
            ? [.. several.Members.Select(member => ReadProcess(reader, member.Value, path.Member(member.Key), member.Key))]
            : [value is null ? null : ReadProcess(reader, value, path, null)];
        LifecycleProcess[] present = [.. processes.OfType<LifecycleProcess>()];
        return present.Length == 0 ? null : new LifecycleCommand(present);
    }

    private static LifecycleProcess? ReadProcess(ObjectReader reader, JsoncValue value, JsonPath path, string? name)
    {
        string[] arguments;
        switch (value)
        {
            case JsoncString:
                var line = reader.AsText(value, path);
                arguments = string.IsNullOrWhiteSpace(line) ? [] : ["/bin/sh", "-c", line];
                break;
            case JsoncArray array:
                arguments = [.. array.Items.Select((item, index) => reader.AsText(item, path.Item(index))).OfType<string>()];
                break;
            default:
                reader.Mismatch(path, value, name is null ? "a string, an array of strings or an object of these" : "a string or an array of strings");
                return null;
        }

        return arguments.Length == 0 ? null : new LifecycleProcess { Name = name, Arguments = arguments };
    }
}
