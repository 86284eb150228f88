using System.Text.Json;
using System.Text.Json.Nodes;
using Bothy.Api.Resources;
using Bothy.Server.Http;

namespace Bothy.Server.Resources;

/// <summary>Reads the body of <c>PUT …/status</c>. Runners of other versions send it, so that unknown members are ignored.</summary>
internal static class StatusDocument
{
    /// <returns>A resource of which only the status means anything.</returns>
    public static Outcome<TResource> Read<TResource>(JsonObject body)
        where TResource : class, IResource<TResource>
    {
        if (body["status"] is not JsonObject status)
        {
            return Problems.Malformed("The body must be an object with the member status, an object.");
        }

        var document = new JsonObject
        {
            ["kind"] = TResource.Definition.Name,
            ["metadata"] = new JsonObject { ["name"] = "status" },
            ["status"] = status.DeepClone(),
        };
        try
        {
            return document.Deserialize(TResource.Definition.Json)!;
        }
        catch (JsonException unfit)
        {
            return Problems.Malformed($"The status cannot be read at {unfit.Path}: {Shorten(unfit.Message)}");
        }
    }

    private static string Shorten(string message)
    {
        var details = message.IndexOf(" Path:", StringComparison.Ordinal);
        return details < 0 ? message : message[..details];
    }
}
