using System.Globalization;
using Bothy.Api.Agents.Sessions;
using Bothy.Linux.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Agent.Startup;

/// <summary>
/// The descriptors that the environment's maker opened for the agent, named by <c>BOTHY_FDS</c>:
/// <c>listen=3,interactive.cpu=4,work.cpu=5</c>. <c>listen</c> is the socket on which clients arrive; a name with a dot is an open
/// <c>tasks</c> or <c>cgroup.procs</c> of that session group in that hierarchy.
/// </summary>
internal sealed class InheritedDescriptors
{
    public const string Variable = "BOTHY_FDS";

    private readonly List<SafeFileHandle> interactive = [];
    private readonly List<SafeFileHandle> work = [];

    /// <summary>The listening socket, if there is one.</summary>
    public SafeFileHandle? Listen { get; private set; }

    /// <summary>Takes over the descriptors that a value of <see cref="Variable"/> names; unknown names are ignored.</summary>
    /// <exception cref="FormatException">The value cannot be read.</exception>
    public static InheritedDescriptors Adopt(string? value)
    {
        var result = new InheritedDescriptors();
        foreach (var part in (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var separator = part.IndexOf('=', StringComparison.Ordinal);
            if (separator < 0 || !int.TryParse(part[(separator + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                throw new FormatException($"{Variable} holds '{part}', which is not name=descriptor.");
            }

            result.Add(part[..separator], RawDescriptor.Adopt(number));
        }

        return result;
    }

    /// <summary>No inherited descriptors, but a listening socket of one's own.</summary>
    public static InheritedDescriptors WithListener(SafeFileHandle listener) => new() { Listen = listener };

    /// <summary>The open membership files of a group, one for each hierarchy.</summary>
    public IReadOnlyList<SafeFileHandle> ControlGroups(SessionGroup group) => group == SessionGroup.Interactive ? interactive : work;

    private void Add(string name, SafeFileHandle handle)
    {
        switch (name.Split('.')[0])
        {
            case "listen":
                Listen = handle;
                break;
            case "interactive":
                interactive.Add(handle);
                break;
            case "work":
                work.Add(handle);
                break;
        }
    }
}
