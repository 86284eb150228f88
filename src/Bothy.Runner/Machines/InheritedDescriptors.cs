using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Bothy.Runner.Machines;

/// <summary>The descriptors that an agent is born with, and the variable that tells it which is which.</summary>
internal sealed class InheritedDescriptors : IDisposable
{
    /// <summary>As in <c>listen=3,interactive.cpu=4</c>.</summary>
    public const string Variable = "BOTHY_FDS";

    private const int First = 3;
    private readonly Socket listener;
    private readonly IReadOnlyList<(string Name, SafeHandle Handle)> memberships;

    public InheritedDescriptors(Socket listener, IReadOnlyList<(string Name, SafeHandle Handle)> memberships)
    {
        this.listener = listener;
        this.memberships = memberships;
    }

    public IReadOnlyList<SafeHandle> Handles => [listener.SafeHandle, .. memberships.Select(membership => membership.Handle)];

    public string VariableValue => string.Join(
        ',', memberships.Select(membership => membership.Name).Prepend("listen").Select((name, index) => $"{name}={First + index}"));

    public void Dispose()
    {
        // Only this process's copies: the path stays, and connects to the agent's.
        listener.SafeHandle.Dispose();
        foreach (var (_, handle) in memberships)
        {
            handle.Dispose();
        }
    }
}
