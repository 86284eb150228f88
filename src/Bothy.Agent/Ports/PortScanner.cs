using Bothy.Api.Agents.Messages;

namespace Bothy.Agent.Ports;

/// <summary>Lists the ports that listen. Takes as long as there are processes, so it runs beside the loop, once at a time.</summary>
internal sealed class PortScanner : IDisposable
{
    private readonly SocketOwners owners = new();
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>The ports that listen now, sorted.</summary>
    public async Task<IReadOnlyList<ListeningPort>> ScanAsync()
    {
        await turn.WaitAsync();
        try
        {
            return await Task.Run(Scan);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private ListeningPort[] Scan()
    {
        var sockets = SocketTable.Read().ToArray();
        var known = owners.Find(sockets.Select(socket => socket.Inode).ToHashSet());
        return [.. sockets.GroupBy(socket => socket.Port).OrderBy(group => group.Key).Select(group => Describe(group, known))];
    }

    private static ListeningPort Describe(
        IGrouping<int, ListeningSocket> sockets, IReadOnlyDictionary<long, (int Process, string Name)> known)
    {
        var owner = sockets.Where(socket => known.ContainsKey(socket.Inode)).Select(socket => known[socket.Inode]).FirstOrDefault();
        return new ListeningPort
        {
            Port = sockets.Key,
            Addresses = [.. sockets.Select(socket => socket.Address.ToString()).Distinct().Order(StringComparer.Ordinal)],
            ProcessId = owner.Process == 0 ? null : owner.Process,
            ProcessName = owner.Process == 0 ? null : owner.Name,
        };
    }
}
