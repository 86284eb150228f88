using System.Net.Sockets;
using System.Text.Json.Nodes;
using Bothy.EndToEnd.Tests.Support;

namespace Bothy.Faults.Tests;

/// <summary>Asks an installation's volume server what it did (docs/formats/volumes-protocol.md).</summary>
internal static class VolumeRequests
{
    /// <summary>How many requests the server was given that an earlier one had left unanswered. Waits for a server that answers.</summary>
    public static Task<long> CountResentAsync(Installation bothy) => Installation.EventuallyAsync(
        async () =>
        {
            try
            {
                return await ListAsync(bothy);
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                // The next one is not there yet.
                return -1L;
            }
        },
        count => count >= 0,
        "the volume server answers");

    /// <summary>-1 while the server has served nothing yet.</summary>
    private static async Task<long> ListAsync(Installation bothy)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint($"/run/bothy/{bothy.Name}/volumes.sock"));
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync("""{"protocol":1,"operation":"List"}"""u8.ToArray().Append((byte)'\n').ToArray());
        using var reader = new StreamReader(stream);
        var answer = JsonNode.Parse(await reader.ReadLineAsync() ?? throw new IOException("no answer"))!;
        var counters = answer["volumes"]!.AsArray().Select(volume => volume!["counters"]).OfType<JsonObject>().ToList();
        return counters.Any(one => (long)one["reads"]! + (long)one["writes"]! > 0) ? counters.Sum(one => (long)one["resent"]!) : -1;
    }
}
