using System.Diagnostics;
using System.Globalization;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Namespaces;

/// <summary>
/// A child in namespaces of its own: a multi-threaded process cannot enter a new user namespace itself. It does nothing but
/// keep them alive until it is disposed, or this process dies.
/// </summary>
public sealed class NamespaceHolder : IAsyncDisposable
{
    private readonly Process process;

    private NamespaceHolder(Process process) => this.process = process;

    /// <summary>Path of the held user namespace, as in <c>/proc/123/ns/user</c>.</summary>
    public string UserPath => $"/proc/{process.Id}/ns/user";

    /// <summary>Path of the held network namespace; the host's own if none was asked for.</summary>
    public string NetworkPath => $"/proc/{process.Id}/ns/net";

    /// <summary>Creates a user namespace with the given mappings, and a network namespace that it owns if asked for.</summary>
    /// <param name="owner">The host id that the user namespace belongs to: the kernel charges it with what it counts by user (inotify, keys, namespaces).</param>
    public static async Task<NamespaceHolder> StartAsync(
        IReadOnlyList<IdMapExtent> users, IReadOnlyList<IdMapExtent> groups, bool network, uint owner, CancellationToken cancellationToken)
    {
        // The capability is for hosts that let nobody else make user namespaces.
        var id = owner.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("setpriv")
        {
            ArgumentList = { "--reuid", id, "--regid", id, "--clear-groups", "--inh-caps", "+sys_admin", "--ambient-caps", "+sys_admin", "--", "unshare" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // It runs as another user: nothing of this process's environment is for it.
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";

        // cat ends when its standard input does, so that it never outlives this process; its echo says that the namespaces exist.
        start.ArgumentList.Add("--user");
        if (network)
        {
            start.ArgumentList.Add("--net");
        }

        start.ArgumentList.Add("--");
        start.ArgumentList.Add("cat");
        var process = Process.Start(start) ?? throw new IOException("setpriv did not start.");
        var holder = new NamespaceHolder(process);
        try
        {
            await process.StandardInput.WriteAsync("\n".AsMemory(), cancellationToken);
            await process.StandardInput.FlushAsync(cancellationToken);
            if (await process.StandardOutput.ReadLineAsync(cancellationToken) is null)
            {
                var error = await process.StandardError.ReadToEndAsync(cancellationToken);
                throw new IOException($"A user namespace could not be created: {error.Trim()}. Check the sysctl user.max_user_namespaces.");
            }

            await WriteMapAsync($"/proc/{process.Id}/uid_map", users, cancellationToken);
            await WriteMapAsync($"/proc/{process.Id}/gid_map", groups, cancellationToken);
            return holder;
        }
        catch
        {
            await holder.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the user namespace, for an id-mapped mount; it lives on in the handle.</summary>
    public SafeFileHandle OpenUser() => File.OpenHandle(UserPath);

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    private static async Task WriteMapAsync(string path, IReadOnlyList<IdMapExtent> extents, CancellationToken cancellationToken)
    {
        var text = string.Concat(extents.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Inside} {e.Outside} {e.Length}\n")));

        // The kernel takes the whole map in one write.
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text), cancellationToken);
    }
}
