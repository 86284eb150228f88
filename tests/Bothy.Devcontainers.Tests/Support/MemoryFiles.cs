using System.Text;
using Bothy.Devcontainers.Files;

namespace Bothy.Devcontainers.Tests.Support;

/// <summary>A repository in memory.</summary>
internal sealed class MemoryFiles : IWorkspaceFiles
{
    private readonly SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);

    public MemoryFiles Add(string path, string content) => Add(path, Encoding.UTF8.GetBytes(content));

    public MemoryFiles Add(string path, byte[] content)
    {
        files[path] = content;
        return this;
    }

    public bool FileExists(string path) => files.ContainsKey(path);

    public byte[]? Read(string path, int maxBytes) =>
        files.TryGetValue(path, out var content) ? content[..Math.Min(maxBytes, content.Length)] : null;

    /// <summary>Last first, so that nobody relies on an order.</summary>
    public IReadOnlyList<string> ListDirectories(string path) =>
    [
        .. files.Keys
            .Where(file => file.StartsWith(path + "/", StringComparison.Ordinal))
            .Select(file => file[(path.Length + 1)..])
            .Where(rest => rest.Contains('/'))
            .Select(rest => rest[..rest.IndexOf('/')])
            .Distinct()
            .Reverse(),
    ];
}
