using System.Net.Sockets;
using Bothy.Volumes.Control;

namespace Bothy.Volumes.Hosting;

/// <summary>The socket at which the volume server is asked.</summary>
internal sealed class VolumesListener : IDisposable
{
    private const int Waiting = 64;
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly VolumesService service;

    public VolumesListener(string path, VolumesService service)
    {
        this.service = service;

        // Bound under another name first: whoever finds the socket can connect.
        File.Delete(path + ".new");
        listener.Bind(new UnixDomainSocketEndPoint(path + ".new"));
        File.SetUnixFileMode(path + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        listener.Listen(Waiting);
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Answers until told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            _ = AnswerAsync(await listener.AcceptAsync(cancellationToken), cancellationToken);
        }
    }

    public void Dispose() => listener.Dispose();

    private async Task AnswerAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var lines = new LineStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            while (await lines.ReadAsync(VolumesJson.Default.VolumesRequest, cancellationToken) is { } request)
            {
                await lines.WriteAsync(await service.AnswerAsync(request, cancellationToken), VolumesJson.Default.VolumesResponse, cancellationToken);
            }
        }
        catch (InvalidDataException exception)
        {
            Console.WriteLine($"A connection is closed: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The peer is gone, or this process is about to be.
        }
    }
}
