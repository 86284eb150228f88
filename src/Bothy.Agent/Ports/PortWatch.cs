using Bothy.Agent.Loop;
using Bothy.Api.Agents.Messages;

namespace Bothy.Agent.Ports;

/// <summary>Looks for changed ports once a second, as long as somebody watches.</summary>
internal sealed class PortWatch(EventLoop loop, PortScanner scanner)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly List<AsyncSignal> watchers = [];

    /// <summary>The newest list.</summary>
    public IReadOnlyList<ListeningPort> Current { get; private set; } = [];

    /// <summary>Sets <paramref name="watcher"/> whenever <see cref="Current"/> changed, beginning with now.</summary>
    public async Task AddAsync(AsyncSignal watcher)
    {
        watchers.Add(watcher);
        if (watchers.Count == 1)
        {
            _ = PollAsync();
        }

        await RefreshAsync();
    }

    public void Remove(AsyncSignal watcher) => watchers.Remove(watcher);

    private async Task PollAsync()
    {
        while (watchers.Count > 0)
        {
            await Task.Delay(Period, loop.Time);
            try
            {
                await RefreshAsync();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                AgentLog.Write($"cannot list ports: {exception.Message}");
            }
        }
    }

    private async Task RefreshAsync()
    {
        var ports = await scanner.ScanAsync();
        if (IsSame(ports, Current))
        {
            return;
        }

        Current = ports;
        watchers.ForEach(watcher => watcher.Set());
    }

    private static bool IsSame(IReadOnlyList<ListeningPort> one, IReadOnlyList<ListeningPort> other) =>
        one.Count == other.Count && one.Zip(other).All(pair =>
            pair.First with { Addresses = [] } == pair.Second with { Addresses = [] } && pair.First.Addresses.SequenceEqual(pair.Second.Addresses));
}
