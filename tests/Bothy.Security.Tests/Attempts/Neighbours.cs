using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests.Attempts;

/// <summary>Processes outside, whether the host's or a neighbour's: the sandbox sees neither.</summary>
internal static class Neighbours
{
    private const int SharedMemoryKey = 0x62_6F_74_68;

    public static IReadOnlyList<Attempt> All { get; } =
    [
        OnProcess("signal_host", "kill a process outside", Error.ESRCH, Error.EPERM),
        OnProcess("trace_host", "take over a process outside with a debugger", Error.ESRCH, Error.EPERM),
        OnProcess("read_host_memory", "read the memory of a process outside", Error.ESRCH, Error.EPERM),
        OnProcess("take_descriptor", "take an open file of a process outside", Error.ESRCH, Error.EPERM),
        OnProcess("host_priority", "slow a process outside down", Error.ESRCH, Error.EPERM),
        OnProcess("host_limits", "read and set the limits of a process outside", Error.ESRCH, Error.EPERM),
        OnProcess("enter_host_namespaces", "enter the namespaces of a process outside", Error.ENOENT, Error.EACCES),
        OnProcess("host_root_directory", "open the host's files through a process outside", Error.ENOENT, Error.EACCES),
        new()
        {
            Name = "host_shared_memory",
            Aim = "read memory that processes outside share",
            Refused = Error.ENOENT,
            By = new Dictionary<Protection, Error> { [Protection.IpcNamespace] = Error.ENOENT },
            Prepare = async laboratory =>
            {
                var key = SharedMemoryKey.ToString(CultureInfo.InvariantCulture);
                await laboratory.RunOnHostAsync("remove_host_shared_memory", key);
                (await laboratory.RunOnHostAsync("prepare_host_shared_memory", key)).ShouldBe(Outcome.Succeeded);
                return new Stage
                {
                    Arguments = [key],
                    Undo = async () => (await laboratory.RunOnHostAsync("remove_host_shared_memory", key)).ShouldBe(Outcome.Succeeded),
                };
            },
        },
        new()
        {
            Name = "abstract_socket",
            Aim = "talk to a service of the host that listens on an abstract socket",
            Refused = Error.ECONNREFUSED,
            By = new Dictionary<Protection, Error> { [Protection.NetworkNamespace] = Error.ECONNREFUSED },
            Prepare = laboratory =>
            {
                var name = $"{laboratory.Name}-service";
                var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                listener.Bind(new UnixDomainSocketEndPoint("\0" + name));
                listener.Listen();
                return Task.FromResult(new Stage
                {
                    Arguments = [name],
                    Undo = () =>
                    {
                        listener.Dispose();
                        return ValueTask.CompletedTask;
                    },
                });
            },
        },
        new()
        {
            Name = "leaked_descriptor",
            Aim = "read a file of the host that was left open",
            Refused = Error.EBADF,
            By = new Dictionary<Protection, Error> { [Protection.ClosedDescriptors] = Error.EBADF },
        },
    ];

    /// <param name="unseen">What the process namespace says: there is no such process.</param>
    /// <param name="unprivileged">What the user namespace says: there is, and it is not yours.</param>
    private static Attempt OnProcess(string name, string aim, Error unseen, Error unprivileged) => new()
    {
        Name = name,
        Aim = aim,
        Refused = unseen,
        By = new Dictionary<Protection, Error> { [Protection.PidNamespace] = unseen, [Protection.UserNamespace] = unprivileged },
        Prepare = async _ =>
        {
            var victim = Process.Start("sleep", "1000");
            var map = (await File.ReadAllLinesAsync($"/proc/{victim.Id}/maps"))[0];
            return new Stage
            {
                Arguments = [victim.Id.ToString(CultureInfo.InvariantCulture), map.Split('-')[0]],
                Undo = async () =>
                {
                    victim.HasExited.ShouldBeFalse("the process outside lives");
                    victim.Kill();
                    await victim.WaitForExitAsync();
                    victim.Dispose();
                },
            };
        },
    };
}
