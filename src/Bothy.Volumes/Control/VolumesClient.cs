using System.Net.Sockets;
using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Quality;

namespace Bothy.Volumes.Control;

/// <summary>
/// Asks the volume server of an installation. Every call may be repeated, and is, when the server restarts while it is being answered: callers
/// notice a delay.
/// </summary>
/// <param name="run">The installation's directory under <c>/run/bothy</c>.</param>
/// <param name="patience">How long a server that is not there is waited for.</param>
public sealed class VolumesClient(string run, TimeProvider time, TimeSpan patience)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly string socketPath = Path.Combine(run, VolumesProtocol.SocketName);

    /// <summary>Makes a volume. Does nothing if it exists.</summary>
    public Task CreateAsync(VolumeId volume, VolumeOrigin origin, CancellationToken cancellationToken) =>
        AskAsync(new(VolumesProtocol.Version, VolumesOperation.Create, volume.ToString(), Origin: origin), cancellationToken);

    /// <summary>
    /// Has the volume served, and says as which file. The same file while it stays attached, also over restarts of the server. The quality of a
    /// volume that is attached already is left as it is.
    /// </summary>
    /// <exception cref="VolumesException">There is no such volume; it is attached the other way (read-only or not); it could not be opened.</exception>
    public async Task<string> AttachAsync(VolumeId volume, bool readOnly, VolumeQuality quality, CancellationToken cancellationToken)
    {
        var response = await AskAsync(
            new(VolumesProtocol.Version, VolumesOperation.Attach, volume.ToString(), ReadOnly: readOnly, Quality: quality), cancellationToken);
        return response.File ?? throw new VolumesException(VolumesReason.Failed, $"The volume server did not say as which file it serves {volume}.");
    }

    /// <summary>Ends the serving. Does nothing if the volume is not attached.</summary>
    /// <exception cref="VolumesException">Something has the file open: a loop device, mostly.</exception>
    public Task DetachAsync(VolumeId volume, CancellationToken cancellationToken) =>
        AskAsync(new(VolumesProtocol.Version, VolumesOperation.Detach, volume.ToString()), cancellationToken);

    public async Task<IReadOnlyList<VolumeReport>> ListAsync(CancellationToken cancellationToken) =>
        (await AskAsync(new(VolumesProtocol.Version, VolumesOperation.List), cancellationToken)).Volumes ?? [];

    public async Task<VolumeReport> StatusAsync(VolumeId volume, CancellationToken cancellationToken) =>
        (await AskAsync(new(VolumesProtocol.Version, VolumesOperation.Status, volume.ToString()), cancellationToken)).Volumes is [var one]
            ? one
            : throw new VolumesException(VolumesReason.Failed, $"The volume server did not report on {volume}.");

    /// <summary>Returns when everything written to the attached volume survives a power cut.</summary>
    public Task FlushAsync(VolumeId volume, CancellationToken cancellationToken) =>
        AskAsync(new(VolumesProtocol.Version, VolumesOperation.Flush, volume.ToString()), cancellationToken);

    /// <summary>Keeps the attached volume's content as of one moment under a name. Does nothing if that name was cut already.</summary>
    public Task CutAsync(VolumeId volume, string name, CancellationToken cancellationToken) =>
        AskAsync(new(VolumesProtocol.Version, VolumesOperation.Cut, volume.ToString(), Cut: name), cancellationToken);

    /// <summary>
    /// Keeps the attached volume's content under a name as of a moment in which the filesystem on it, if it is mounted on this host, is at rest: written out,
    /// and frozen for that moment. If that cannot be had in time, it is kept as a power cut would leave it. Does nothing if that name was cut already.
    /// </summary>
    /// <param name="longestStop">How long those who write may be stopped.</param>
    public async Task<SnapshotReport> SnapshotAsync(VolumeId volume, string name, TimeSpan longestStop, CancellationToken cancellationToken) =>
        (await AskAsync(
            new(VolumesProtocol.Version, VolumesOperation.Snapshot, volume.ToString(), Cut: name, LongestStopMilliseconds: (int)longestStop.TotalMilliseconds), cancellationToken))
        .Snapshot ?? throw new VolumesException(VolumesReason.Failed, $"The volume server did not say how it cut {volume}.");

    /// <summary>Deletes a volume that is not attached. Does nothing if there is none.</summary>
    public Task DeleteAsync(VolumeId volume, CancellationToken cancellationToken) =>
        AskAsync(new(VolumesProtocol.Version, VolumesOperation.Delete, volume.ToString()), cancellationToken);

    public Task SetQualityAsync(VolumeId volume, VolumeQuality quality, CancellationToken cancellationToken) =>
        AskAsync(new(VolumesProtocol.Version, VolumesOperation.SetQuality, volume.ToString(), Quality: quality), cancellationToken);

    private async Task<VolumesResponse> AskAsync(VolumesRequest request, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                var response = await AskOnceAsync(request, cancellationToken);
                return response.Failure is { } failure ? throw new VolumesException(failure.Reason, failure.Message) : response;
            }
            catch (Exception exception) when (exception is SocketException or IOException and not VolumesException)
            {
                if (time.GetElapsedTime(start) > patience)
                {
                    throw new VolumesException(
                        VolumesReason.Failed, $"The volume server at {socketPath} does not answer. Is 'bothyd volumes' running? {exception.Message}", exception);
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<VolumesResponse> AskOnceAsync(VolumesRequest request, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
        using var lines = new LineStream(new NetworkStream(socket));
        await lines.WriteAsync(request, VolumesJson.Default.VolumesRequest, cancellationToken);
        return await lines.ReadAsync(VolumesJson.Default.VolumesResponse, cancellationToken)
            ?? throw new IOException("The volume server ended before it answered.");
    }
}
