using Bothy.Volumes.Holding;
using Bothy.Volumes.Serving;

namespace Bothy.Volumes.Hosting;

/// <summary>Sees to it that the holder has the mount's descriptors, also when the holder itself is killed and started again.</summary>
internal sealed class HolderLink(string run, TimeProvider time) : IDisposable
{
    /// <summary>What the mount's descriptors are called at the holder.</summary>
    public const string Name = "volumes";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Lock gate = new();
    private HolderClient? watched;
    private FuseConnection? kept;
    private volatile bool stopped;

    /// <summary>What an earlier server left with the holder; null if nothing.</summary>
    public async Task<FuseConnection?> FetchAsync(CancellationToken cancellationToken)
    {
        using var client = await ConnectAsync(cancellationToken);
        return client.Fetch(Name) is { } found ? ConnectionState.Restore(found.State, found.Descriptors) : null;
    }

    /// <summary>Returns when the holder has the descriptors; from then on they outlive this process.</summary>
    public async Task KeepAsync(FuseConnection connection, CancellationToken cancellationToken)
    {
        using (var client = await ConnectAsync(cancellationToken))
        {
            Keep(client, connection);
        }

        lock (gate)
        {
            kept = connection;
        }

        new Thread(Watch, 256 << 10) { IsBackground = true, Name = "holder watch" }.Start();
    }

    /// <summary>Has the holder close its descriptors: the mount is gone. A holder that has ended has none.</summary>
    public void Drop()
    {
        lock (gate)
        {
            kept = null;
        }

        using var client = HolderClient.TryConnect(run);
        client?.Drop(Name);
    }

    public void Dispose()
    {
        stopped = true;
        lock (gate)
        {
            watched?.Shutdown();
        }
    }

    private static void Keep(HolderClient client, FuseConnection connection) =>
        client.Keep(Name, ConnectionState.Of(connection), [.. connection.Devices.Select(device => device.Handle)]);

    private async Task<HolderClient> ConnectAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            if (HolderClient.TryConnect(run) is { } client)
            {
                return client;
            }

            if (time.GetElapsedTime(start) > Patience)
            {
                throw new IOException($"The holder of {run} does not answer, and without it no volume can be served safely. Is 'bothyd holder' running?");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Waits for the holder to end, again and again, and gives the next one what it lacks.</summary>
    private void Watch()
    {
        using var pause = new ManualResetEventSlim();
        while (!stopped)
        {
            using var client = HolderClient.TryConnect(run);
            if (client is null)
            {
                pause.Wait(Pause);
                continue;
            }

            try
            {
                FuseConnection? current;
                lock (gate)
                {
                    (watched, current) = (client, kept);
                }

                if (current is null)
                {
                    return;
                }

                Keep(client, current);
                client.WaitForEnd();
            }
            catch (IOException exception)
            {
                Console.WriteLine($"The holder went away: {exception.Message}");
            }
            finally
            {
                lock (gate)
                {
                    watched = null;
                }
            }
        }
    }
}
