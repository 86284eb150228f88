using Bothy.Api.Tunnels;

namespace Bothy.Runner.Remotes;

/// <summary>The offers that are open, by environment; the latest is taken first.</summary>
internal sealed class RemoteOffers(TimeProvider time)
{
    private const int Most = 16;

    /// <summary>How long a git waits for an offer: a command and the offer of who runs it begin at the same time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, List<RemoteOffer>> open = [];
    private TaskCompletionSource arrived = NewSignal();

    /// <summary>Keeps an offer open until it is used up, withdrawn, or one too many.</summary>
    public async Task KeepAsync(Guid environment, TunnelStream tunnel, CancellationToken cancellationToken)
    {
        var offer = new RemoteOffer(tunnel);
        offer.Begin(cancellationToken);
        Add(environment, offer);
        try
        {
            await Task.WhenAny(offer.First, offer.Finished);
            if (!Remove(environment, offer))
            {
                await offer.Finished.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            Remove(environment, offer);
        }
    }

    /// <summary>Takes an offer; null if none comes in time.</summary>
    public async Task<RemoteOffer?> TakeAsync(Guid environment, CancellationToken cancellationToken)
    {
        var deadline = Task.Delay(Patience, time, cancellationToken);
        while (true)
        {
            var signal = Volatile.Read(ref arrived).Task;
            if (TryTake(environment) is { } offer)
            {
                return offer;
            }

            if (await Task.WhenAny(signal, deadline) == deadline)
            {
                await deadline;
                return null;
            }
        }
    }

    /// <summary>Completes when the environment has an offer that was made after now.</summary>
    public async Task WaitForNextAsync(Guid environment, CancellationToken cancellationToken)
    {
        bool isOpen;
        do
        {
            await Volatile.Read(ref arrived).Task.WaitAsync(cancellationToken);
            lock (gate)
            {
                isOpen = open.ContainsKey(environment);
            }
        }
        while (!isOpen);
    }

    private void Add(Guid environment, RemoteOffer offer)
    {
        lock (gate)
        {
            if (!open.TryGetValue(environment, out var offers))
            {
                open[environment] = offers = [];
            }

            offers.Add(offer);
            if (offers.Count > Most)
            {
                offers[0].Finish();
                offers.RemoveAt(0);
            }
        }

        Interlocked.Exchange(ref arrived, NewSignal()).TrySetResult();
    }

    private RemoteOffer? TryTake(Guid environment)
    {
        lock (gate)
        {
            if (open.GetValueOrDefault(environment)?.LastOrDefault(offer => !offer.First.IsCompleted) is not { } offer)
            {
                return null;
            }

            Drop(environment, offer);
            return offer;
        }
    }

    private bool Remove(Guid environment, RemoteOffer offer)
    {
        lock (gate)
        {
            return Drop(environment, offer);
        }
    }

    private bool Drop(Guid environment, RemoteOffer offer)
    {
        if (!open.TryGetValue(environment, out var offers) || !offers.Remove(offer))
        {
            return false;
        }

        if (offers.Count == 0)
        {
            open.Remove(environment);
        }

        return true;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
