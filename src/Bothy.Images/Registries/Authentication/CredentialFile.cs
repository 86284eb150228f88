using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bothy.Images.Registries.Authentication;

/// <summary>A file with credentials as docker(1) and podman(1) write it (<c>config.json</c>, containers-auth.json(5)).</summary>
internal sealed record CredentialFile
{
    private const int LongestFile = 1 << 20;

    public Dictionary<string, CredentialEntry?>? Auths { get; init; }

    public Dictionary<string, string?>? CredHelpers { get; init; }

    public string? CredsStore { get; init; }

    /// <exception cref="ImageException">The file is not one.</exception>
    public static CredentialFile Parse(ReadOnlySpan<byte> content, string name)
    {
        if (content.Length > LongestFile)
        {
            throw Wrong(name, "it is longer than 1 MiB");
        }

        try
        {
            return JsonSerializer.Deserialize(content, CredentialJson.Default.CredentialFile) ?? new CredentialFile();
        }
        catch (JsonException exception)
        {
            throw Wrong(name, exception.Message);
        }
    }

    /// <summary>The program that has the credential of a registry; null if none is named.</summary>
    public string? ProgramFor(string registry) =>
        CredHelpers?.Where(pair => HostOf(pair.Key) == registry).Select(pair => pair.Value).FirstOrDefault(name => !string.IsNullOrEmpty(name))
        ?? (string.IsNullOrEmpty(CredsStore) ? null : CredsStore);

    /// <summary>The credential for a repository: of the longest name that it begins with, or of its registry.</summary>
    public RegistryCredential? Find(string registry, string repository)
    {
        var names = Prefixes($"{registry}/{repository}");
        var entry = names.Select(name => Auths?.GetValueOrDefault(name)).FirstOrDefault(entry => entry is not null)
            ?? Auths?.FirstOrDefault(pair => HostOf(pair.Key) == registry).Value;
        return entry?.ToCredential();
    }

    /// <summary>docker(1) has addresses for names, and its own registry's is of a time long past.</summary>
    private static string HostOf(string key)
    {
        var name = key.StartsWith("https://", StringComparison.Ordinal) ? key[8..] : key.StartsWith("http://", StringComparison.Ordinal) ? key[7..] : null;
        if (name is null)
        {
            return key is "index.docker.io" ? "docker.io" : key;
        }

        var host = name.Split('/')[0];
        return host is "index.docker.io" or "registry-1.docker.io" ? "docker.io" : host;
    }

    private static IEnumerable<string> Prefixes(string name)
    {
        for (var end = name.Length; end > 0; end = name.LastIndexOf('/', end - 1))
        {
            yield return name[..end];
        }
    }

    private static ImageException Wrong(string name, string why) =>
        new(ImageProblem.Configuration, $"The file with registry credentials {name} cannot be read: {why}.");
}

/// <summary>One registry's credential in a file.</summary>
internal sealed record CredentialEntry
{
    /// <summary><c>user:password</c> in base 64.</summary>
    public string? Auth { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public string? IdentityToken { get; init; }

    public RegistryCredential? ToCredential()
    {
        var (user, password) = (Username ?? "", Password ?? "");
        if (!string.IsNullOrEmpty(Auth))
        {
            var bytes = new byte[Auth.Length];
            var text = Convert.TryFromBase64String(Auth, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\0') : "";
            if (text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                (user, password) = (text[..colon], text[(colon + 1)..]);
            }
        }

        return user.Length == 0 && string.IsNullOrEmpty(IdentityToken)
            ? null
            : new RegistryCredential { User = user, Password = password, IdentityToken = IdentityToken ?? "" };
    }
}

/// <summary>What a program that keeps credentials answers.</summary>
internal sealed record CredentialAnswer
{
    public string? Username { get; init; }

    public string? Secret { get; init; }
}

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(CredentialFile))]
[JsonSerializable(typeof(CredentialAnswer))]
internal sealed partial class CredentialJson : JsonSerializerContext;
