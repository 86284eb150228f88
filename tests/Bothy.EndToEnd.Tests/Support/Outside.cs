using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bothy.EndToEnd.Tests.Support;

/// <summary>
/// Another machine, as far as environments can tell: a network namespace with an address of its own, in which a real ssh server and a real web
/// server (with git's own backend, TLS and basic authentication) serve repositories.
/// </summary>
internal sealed class Outside : IAsyncDisposable
{
    public const string Address = "203.0.113.2";
    public const string Password = "correct-horse-battery";

    /// <summary>The end of its link on this host.</summary>
    public const string HostAddress = "203.0.113.1";

    private const string Link = "bothy-out";
    private const int SshPort = 2222;
    private const int HttpsPort = 8443;

    private readonly string name = $"bothy-outside-{Environment.ProcessId}";
    private readonly List<Process> servers = [];

    /// <summary>What is missing to have it; null if nothing is.</summary>
    public static string? Missing { get; } =
        ((string[])["/usr/sbin/sshd", "/usr/sbin/lighttpd", "/usr/lib/lighttpd/mod_openssl.so", "/usr/lib/git-core/git-http-backend"])
            .FirstOrDefault(file => !File.Exists(file)) is { } missing ? $"needs {missing}" : null;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("bothy-outside-").FullName;

    public string UserKey => Path.Combine(Directory, "user-key");

    /// <summary>A known_hosts file with the ssh server's key.</summary>
    public string KnownHosts => Path.Combine(Directory, "known_hosts");

    /// <summary>The certificate that the web server shows.</summary>
    public string Certificate => Path.Combine(Directory, "certificate.pem");

    /// <summary>Requests that the web server answered, one a line.</summary>
    public string AccessLog => File.ReadAllText(Path.Combine(Directory, "access.log"));

    public static string HttpsHost => $"{Address}:{HttpsPort}";

    public string Ssh(string repository) => $"ssh://root@{Address}:{SshPort}{Path.Combine(Directory, "git", repository)}";

    public static string Https(string repository) => $"https://{HttpsHost}/private/{repository}";

    public static string PublicHttps(string repository) => $"https://{HttpsHost}/public/{repository}";

    /// <summary>Where the web server answers Git LFS.</summary>
    public static string LfsUrl => $"https://{HttpsHost}/lfs";

    /// <summary>A repository whose server takes the connection and then says nothing.</summary>
    public static string SilentHttps => $"https://{HttpsHost}/silent/app.git";

    public static async Task<Outside> StartAsync()
    {
        var outside = new Outside();
        try
        {
            File.SetUnixFileMode(outside.Directory, (UnixFileMode)Convert.ToInt32("755", 8));
            await outside.ConnectAsync();
            await outside.StartSshAsync();
            await outside.StartHttpsAsync();
            return outside;
        }
        catch
        {
            await outside.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a bare repository with three commits that both servers have, and returns the newest.</summary>
    /// <param name="submodules">Commits of other repositories, by the path where they belong; <c>.gitmodules</c> is one of the files.</param>
    public async Task<string> AddAsync(string repository, IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, string>? submodules = null)
    {
        var work = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "work-" + repository)).FullName;
        await GitAsync(work, "init", "--quiet", "--initial-branch", "main");
        foreach (var (path, commit) in submodules ?? new Dictionary<string, string>())
        {
            System.IO.Directory.CreateDirectory(Path.Combine(work, path));
            await GitAsync(work, "update-index", "--add", "--cacheinfo", $"160000,{commit},{path}");
        }

        foreach (var commit in (string[])["one", "two", "three"])
        {
            foreach (var (path, content) in files)
            {
                System.IO.Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(work, path))!);
                await File.WriteAllTextAsync(Path.Combine(work, path), content);
            }

            await File.WriteAllTextAsync(Path.Combine(work, "version"), commit);
            await GitAsync(work, "add", "--all");
            await GitAsync(work, "-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", commit);
        }

        await GitAsync(Directory, "clone", "--quiet", "--bare", work, Path.Combine("git", repository));
        await GitAsync(Path.Combine(Directory, "git", repository), "config", "http.receivepack", "true");
        return await HeadAsync(repository);
    }

    /// <summary>
    /// Has the web server keep a file for Git LFS, behind the password, at <see cref="LfsUrl"/> (Git LFS API, "Batch API" with the basic transfer); returns the
    /// pointer that stands for it.
    /// </summary>
    public async Task<string> AddLargeFileAsync(string content)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        var id = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var objects = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "lfs", "objects")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(Directory, "large-file"), bytes);
        await WriteScriptAsync(
            Path.Combine(objects, "batch"),
            $$$"""
            printf 'Content-Type: application/vnd.git-lfs+json\r\n\r\n'
            echo '{"transfer":"basic","objects":[{"oid":"{{{id}}}","size":{{{bytes.Length}}},"actions":{"download":{"href":"{{{LfsUrl}}}/content"}} }]}'
            """);
        await WriteScriptAsync(
            Path.Combine(Directory, "lfs", "content"), $"printf 'Content-Type: application/octet-stream\\r\\n\\r\\n'\ncat {Directory}/large-file\n");
        return $"version https://git-lfs.github.com/spec/v1\noid sha256:{id}\nsize {bytes.Length}\n";
    }

    public async Task<string> HeadAsync(string repository, string branch = "main") =>
        await GitAsync(Path.Combine(Directory, "git", repository), "rev-parse", branch);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            server.Dispose();
        }

        await Command.RunAsync("ip", ["link", "delete", Link]);
        await Command.RunAsync("ip", ["netns", "delete", name]);
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task ConnectAsync()
    {
        System.IO.Directory.CreateDirectory(Path.Combine(Directory, "git"));
        await RunAsync("ip", "netns", "add", name);
        await RunAsync("ip", "link", "add", Link, "type", "veth", "peer", "name", "eth0", "netns", name);
        await RunAsync("ip", "address", "add", HostAddress + "/30", "dev", Link);
        await RunAsync("ip", "link", "set", Link, "up");
        await File.WriteAllTextAsync($"/proc/sys/net/ipv4/conf/{Link}/forwarding", "1");
        await RunAsync("ip", "-netns", name, "link", "set", "lo", "up");
        await RunAsync("ip", "-netns", name, "address", "add", Address + "/30", "dev", "eth0");
        await RunAsync("ip", "-netns", name, "link", "set", "eth0", "up");
        await RunAsync("ip", "-netns", name, "route", "add", "default", "via", HostAddress);
    }

    private async Task StartSshAsync()
    {
        var hostKey = Path.Combine(Directory, "host-key");
        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", hostKey);
        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", UserKey);
        await File.WriteAllTextAsync(KnownHosts, $"[{Address}]:{SshPort} {await File.ReadAllTextAsync(hostKey + ".pub")}");
        var configuration = Path.Combine(Directory, "sshd_config");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            Port {SshPort}
            ListenAddress {Address}
            HostKey {hostKey}
            PidFile none
            AuthorizedKeysFile {UserKey}.pub
            StrictModes no
            UsePAM no
            PermitRootLogin prohibit-password
            PasswordAuthentication no
            AcceptEnv GIT_PROTOCOL
            """);
        System.IO.Directory.CreateDirectory("/run/sshd");
        await StartAsync(SshPort, "/usr/sbin/sshd", "-D", "-e", "-f", configuration);
    }

    private async Task StartHttpsAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Address}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(Address));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(Certificate, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(Directory, "server.pem"), key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(Directory, "users"), $"dev:{Password}\n");
        System.IO.Directory.CreateDirectory(Path.Combine(Directory, "silent", "app.git", "info"));
        await WriteScriptAsync(Path.Combine(Directory, "silent", "app.git", "info", "refs"), "exec sleep 100000\n");
        var configuration = Path.Combine(Directory, "lighttpd.conf");
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            server.modules = ("mod_auth", "mod_authn_file", "mod_setenv", "mod_alias", "mod_cgi", "mod_accesslog", "mod_openssl")
            server.document-root = "{{Directory}}"
            server.bind = "{{Address}}"
            server.port = {{HttpsPort}}
            server.stream-request-body = 1
            ssl.engine = "enable"
            ssl.pemfile = "{{Directory}}/server.pem"
            accesslog.filename = "{{Directory}}/access.log"
            auth.backend = "plain"
            auth.backend.plain.userfile = "{{Directory}}/users"
            alias.url = ("/private" => "/usr/lib/git-core/git-http-backend", "/public" => "/usr/lib/git-core/git-http-backend")
            cgi.assign = ("" => "")
            setenv.add-environment = ("GIT_PROJECT_ROOT" => "{{Directory}}/git", "GIT_HTTP_EXPORT_ALL" => "1", "GIT_CONFIG_COUNT" => "1",
              "GIT_CONFIG_KEY_0" => "safe.directory", "GIT_CONFIG_VALUE_0" => "*")
            $HTTP["url"] =~ "^/(private|lfs)" {
              auth.require = ("" => ("method" => "basic", "realm" => "git", "require" => "valid-user"))
            }
            """);
        await StartAsync(HttpsPort, "/usr/sbin/lighttpd", "-D", "-f", configuration);
    }

    private async Task StartAsync(int port, params string[] command)
    {
        servers.Add(Process.Start(new ProcessStartInfo("ip", ["netns", "exec", name, .. command]) { RedirectStandardError = true })!);
        _ = servers[^1].StandardError.ReadToEndAsync();
        await Installation.EventuallyAsync(
            async () =>
            {
                using var socket = new System.Net.Sockets.TcpClient();
                try
                {
                    await socket.ConnectAsync(Address, port);
                    return true;
                }
                catch (System.Net.Sockets.SocketException)
                {
                    return false;
                }
            },
            answers => answers,
            $"{command[0]} answers");
    }

    private static async Task WriteScriptAsync(string file, string script)
    {
        await File.WriteAllTextAsync(file, "#!/bin/sh\n" + script);
        File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    private static async Task RunAsync(string program, params string[] arguments) => (await Command.RunAsync(program, arguments)).Succeeded();

    private static async Task<string> GitAsync(string directory, params string[] arguments) =>
        (await Command.RunAsync("git", ["-c", "safe.directory=*", "-C", directory, .. arguments])).Succeeded().Output.Trim();
}
