using Bothy.Images.Layers;
using Bothy.Images.Oci;
using Bothy.Images.Registries;

namespace Bothy.Images.Content;

/// <summary>The downloads of one image's layers: several at a time, the lowest first, each to be had as soon as it is complete.</summary>
internal sealed class LayerDownloads(ContentStore store, Repository repository, IReadOnlyList<OciDescriptor> layers, int parallel) : IAsyncDisposable
{
    private readonly SemaphoreSlim slots = new(parallel);
    private CancellationTokenSource stop = new();
    private Task<bool>[] downloads = [];

    public void Start(PullProgress progress, CancellationToken cancellationToken)
    {
        stop.Dispose();
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        downloads = [.. layers.Select(layer => RunAsync(layer, progress, stop.Token))];
    }

    /// <summary>Whether a layer was there before, from another image or an earlier attempt.</summary>
    public bool HasReused => downloads.Any(download => download.IsCompletedSuccessfully && download.Result);

    /// <summary>Opens a layer when it has arrived.</summary>
    public async Task<Stream> OpenAsync(int index, CancellationToken cancellationToken)
    {
        await downloads[index].WaitAsync(cancellationToken);
        return LayerStream.Open(store.Layout.OpenBlob(layers[index]));
    }

    /// <summary>Ends what is still going on; what has come so far stays for the next attempt.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        foreach (var download in downloads)
        {
            await ((Task)download).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        stop.Dispose();
        slots.Dispose();
    }

    private async Task<bool> RunAsync(OciDescriptor layer, PullProgress progress, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            return await BlobDownload.EnsureAsync(store, repository, layer, progress, cancellationToken);
        }
        finally
        {
            slots.Release();
        }
    }
}
