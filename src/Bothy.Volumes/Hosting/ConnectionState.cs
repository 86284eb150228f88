using System.Text.Json;
using System.Text.Json.Serialization;
using Bothy.Linux.Fuse;
using Bothy.Volumes.Serving;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Volumes.Hosting;

/// <summary>What was agreed with the kernel when the mount was made: the next server cannot ask again.</summary>
internal sealed record ConnectionState(ulong Features)
{
    public static string Of(FuseConnection connection) =>
        JsonSerializer.Serialize(new ConnectionState((ulong)connection.Features), ConnectionStateJson.Default.ConnectionState);

    public static FuseConnection Restore(string state, IReadOnlyList<SafeFileHandle> descriptors)
    {
        var known = JsonSerializer.Deserialize(state, ConnectionStateJson.Default.ConnectionState)!;
        return new FuseConnection([.. descriptors.Select(one => new FuseDevice(one))], (FuseFeatures)known.Features);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ConnectionState))]
internal sealed partial class ConnectionStateJson : JsonSerializerContext;
