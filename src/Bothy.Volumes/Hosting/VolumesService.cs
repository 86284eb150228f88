using System.Collections.Concurrent;
using Bothy.Linux.Failpoints;
using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Control;
using Bothy.Volumes.Quality;
using Bothy.Volumes.Serving;

namespace Bothy.Volumes.Hosting;

/// <summary>Answers the requests of <see cref="VolumesClient"/>, one at a time for each volume.</summary>
internal sealed class VolumesService(IVolumeCatalog catalog, AttachedVolumes attached, RunPaths paths, TimeProvider time)
{
    private const int LongestCutName = 128;
    private const int LongestStopMilliseconds = 60_000;
    private readonly ConcurrentDictionary<string, AsyncLock> turns = new(StringComparer.Ordinal);

    public async Task<VolumesResponse> AnswerAsync(VolumesRequest request, CancellationToken cancellationToken)
    {
        using var held = await turns.GetOrAdd(request.Volume ?? "", static _ => new AsyncLock()).EnterAsync(cancellationToken);
        try
        {
            return request.Protocol > VolumesProtocol.Version
                ? throw new VolumesException(VolumesReason.Invalid, $"This server speaks version {VolumesProtocol.Version} of the protocol. Restart it: bothyd restart.")
                : await DoAsync(request, cancellationToken);
        }
        catch (VolumesException exception)
        {
            return Failure(exception.Reason, exception);
        }
        catch (VolumeNotFoundException exception)
        {
            return Failure(VolumesReason.NotFound, exception);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return Failure(VolumesReason.Invalid, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Failure(VolumesReason.Failed, exception);
        }
    }

    private static VolumesResponse Failure(VolumesReason reason, Exception exception) => new(VolumesProtocol.Version, new(reason, exception.Message));

    private async Task<VolumesResponse> DoAsync(VolumesRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation == VolumesOperation.List)
        {
            return new(VolumesProtocol.Version, Volumes: [.. catalog.List().Select(Report)]);
        }

        var id = new VolumeId(request.Volume ?? throw new VolumesException(VolumesReason.Invalid, $"{request.Operation} needs a volume."));
        switch (request.Operation)
        {
            case VolumesOperation.Create:
                await catalog.CreateAsync(id, request.Origin ?? throw new VolumesException(VolumesReason.Invalid, "Create needs an origin."), cancellationToken);
                break;
            case VolumesOperation.Attach:
                return new(VolumesProtocol.Version, File: await attached.AttachAsync(id, request.ReadOnly, Quality(request), cancellationToken));
            case VolumesOperation.Detach:
                await attached.DetachAsync(id, cancellationToken);
                break;
            case VolumesOperation.Status:
                return new(VolumesProtocol.Version, Volumes: [Report(Known(id))]);
            case VolumesOperation.Flush:
                await Task.Run(Attached(id).Volume.Blocks.Flush, cancellationToken);
                break;
            case VolumesOperation.Cut:
                await Attached(id).Volume.CutAsync(Name(request), null, cancellationToken);
                break;
            case VolumesOperation.Snapshot:
                using (var moment = new FilesystemAtRest(paths.Run, paths.FileOf(id), LongestStop(request), time))
                {
                    await Attached(id).Volume.CutAsync(Name(request), moment, cancellationToken);
                    Failpoint.Hit(SnapshotFailpoints.Kept);
                    return new(VolumesProtocol.Version, Snapshot: moment.Report);
                }

            case VolumesOperation.Delete:
                await DeleteAsync(id, cancellationToken);
                break;
            case VolumesOperation.SetQuality:
                attached.SetQuality(Attached(id), Quality(request));
                break;
            default:
                throw new VolumesException(VolumesReason.Invalid, $"There is no operation {request.Operation}.");
        }

        return new(VolumesProtocol.Version);
    }

    private async Task DeleteAsync(VolumeId id, CancellationToken cancellationToken)
    {
        if (attached.Find(id) is not null)
        {
            throw new VolumesException(VolumesReason.Busy, $"Volume {id} is attached. Detach it first.");
        }

        await catalog.DeleteAsync(id, cancellationToken);
    }

    private static string Name(VolumesRequest request) =>
        request.Cut is { Length: > 0 and <= LongestCutName } given && !CutName.IsUnasked(given) ? given : throw new VolumesException(VolumesReason.Invalid, $"A cut needs a name of 1 to {LongestCutName} characters, and other words at its beginning than cuts have that nobody asked for.");

    private static TimeSpan LongestStop(VolumesRequest request) => request.LongestStopMilliseconds switch
    {
        null => FilesystemAtRest.DefaultLongest,
        > 0 and <= LongestStopMilliseconds and var given => TimeSpan.FromMilliseconds(given),
        _ => throw new VolumesException(VolumesReason.Invalid, $"Writers can be stopped for 1 to {LongestStopMilliseconds} ms."),
    };

    private static VolumeQuality Quality(VolumesRequest request)
    {
        var quality = request.Quality ?? new VolumeQuality();
        return quality.Problem is { } problem ? throw new VolumesException(VolumesReason.Invalid, problem) : quality;
    }

    private OpenAttachment Attached(VolumeId id) =>
        attached.Find(id) ?? throw new VolumesException(VolumesReason.NotFound, $"Volume {id} is not attached.");

    private VolumeId Known(VolumeId id) =>
        attached.Find(id) is not null || catalog.List().Contains(id) ? id : throw new VolumesException(VolumesReason.NotFound, $"There is no volume {id}.");

    private VolumeReport Report(VolumeId id) => attached.Find(id) is not { } one
        ? new(id.ToString(), Durability: catalog.FindDurability(id))
        : new(
            id.ToString(), one.Path(paths), one.Saved.ReadOnly, one.Volume.Blocks.Length, one.Saved.Quality, one.File?.Counts.Snapshot(), one.Volume.Durability,
            (one.Volume as UnavailableVolume)?.Problem);
}
