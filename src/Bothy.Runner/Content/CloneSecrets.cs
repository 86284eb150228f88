using Bothy.Api.Environments;
using Bothy.Linux.Paths;

namespace Bothy.Runner.Content;

/// <summary>The credentials of one clone as files in memory, readable by the clone's user only, gone when disposed.</summary>
internal sealed class CloneSecrets : IDisposable
{
    private CloneSecrets(string? directory) => Directory = directory;

    /// <summary>Null if there is nothing secret.</summary>
    public string? Directory { get; }

    /// <param name="parent">A directory in memory.</param>
    /// <param name="owner">The host's id of the clone's user.</param>
    public static CloneSecrets Write(string parent, GitCredentials? credentials, uint owner)
    {
        if (credentials is null or { Password: null, SshPrivateKey: null, KnownHosts: null })
        {
            return new CloneSecrets(null);
        }

        var directory = System.IO.Directory.CreateDirectory(Path.Combine(parent, Guid.NewGuid().ToString("n")), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite).FullName;
        var secrets = new CloneSecrets(directory);
        secrets.Add(CloneScript.PasswordFile, credentials.Password is null ? null : $"username={credentials.Username}\npassword={credentials.Password}\n", owner);
        secrets.Add(CloneScript.KeyFile, credentials.SshPrivateKey is null ? null : credentials.SshPrivateKey.TrimEnd() + "\n", owner);
        secrets.Add(CloneScript.KnownHostsFile, credentials.KnownHosts, owner);
        Ownership.Change(directory, owner);
        return secrets;
    }

    public void Dispose()
    {
        if (Directory is not null)
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    private void Add(string name, string? content, uint owner)
    {
        if (content is null)
        {
            return;
        }

        var path = Path.Combine(Directory!, name);
        using (var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead,
        }))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(content));
        }

        Ownership.Change(path, owner);
    }
}
