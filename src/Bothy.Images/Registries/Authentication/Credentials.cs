using Bothy.Linux.Paths;

namespace Bothy.Images.Registries.Authentication;

/// <summary>The credentials of this host for registries. Files are read each time, so that a login counts at once.</summary>
/// <param name="files">In the order in which they are asked.</param>
internal sealed class Credentials(IReadOnlyList<string> files)
{
    private const uint WritableByOthers = 0x12;

    /// <summary>Where docker(1) and podman(1) keep the credentials of the user that the runner runs as.</summary>
    public static IReadOnlyList<string> DefaultFiles()
    {
        var home = Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } set ? set : "/root";
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("REGISTRY_AUTH_FILE"),
            InDirectory(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), "containers/auth.json"),
            "/run/containers/0/auth.json",
            Path.Combine(home, ".config/containers/auth.json"),
            InDirectory(Environment.GetEnvironmentVariable("DOCKER_CONFIG"), "config.json"),
            Path.Combine(home, ".docker/config.json"),
        ];
        return [.. candidates.OfType<string>().Where(file => file.Length > 0).Distinct()];
    }

    /// <exception cref="ImageException">A file is wrong, or a program that keeps credentials fails.</exception>
    public async Task<RegistryCredential?> FindAsync(string registry, string repository, CancellationToken cancellationToken)
    {
        foreach (var path in files)
        {
            if (FileStatus.Of(Resolve(path)) is not { IsRegular: true } status)
            {
                continue;
            }

            var file = CredentialFile.Parse(await File.ReadAllBytesAsync(path, cancellationToken), path);
            if (file.ProgramFor(registry) is { } program && IsOurs(status)
                && await CredentialProgram.AskAsync(program, registry, cancellationToken) is { } kept)
            {
                return kept;
            }

            if (file.Find(registry, repository) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Whoever may write the file could name any program for this process to run.</summary>
    private static bool IsOurs(FileStatus file) =>
        file.UserId == 0 && (file.Mode & WritableByOthers) == 0;

    private static string Resolve(string path) => File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;

    private static string? InDirectory(string? directory, string name) => string.IsNullOrEmpty(directory) ? null : Path.Combine(directory, name);
}
