using System.Text.Json.Nodes;
using Bothy.Server.Hosting;
using Bothy.Server.Http;
using Bothy.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bothy.Server.Tests.OpenApi;

public sealed class OpenApiDocumentTests
{
    private readonly JsonObject _document = OpenApiDocument.Build();

    [Fact]
    public async Task Paths_AreThoseThatAreServed()
    {
        using var directory = new TemporaryDirectory();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        await using var app = builder.Build();
        await using var controlPlane = new ControlPlane(ServerOptions.Parse(directory.Path, []), NullLoggerFactory.Instance, TimeProvider.System);
        OpenEndpoints.Map(app);
        controlPlane.Map(app.MapGroup("/api/v1"), CancellationToken.None);

        var served = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
                .Select(method => $"{method} {endpoint.RoutePattern.RawText!.Replace(":guid", "", StringComparison.Ordinal)}"));

        var described = _document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(verb => $"{verb.Key.ToUpperInvariant()} {path.Key}"));
        described.ShouldBe(served, ignoreOrder: true);
    }

    [Fact]
    public void References_LeadSomewhere()
    {
        var schemas = _document["components"]!["schemas"]!.AsObject();
        var references = Nodes(_document).OfType<JsonObject>().Select(node => node["$ref"]?.GetValue<string>()).OfType<string>().ToList();

        references.ShouldNotBeEmpty();
        foreach (var reference in references)
        {
            reference.ShouldStartWith("#/components/schemas/");
            schemas.ContainsKey(reference["#/components/schemas/".Length..]).ShouldBeTrue(reference);
        }
    }

    [Fact]
    public void Schemas_TellTypesAndChoices()
    {
        var spec = _document["components"]!["schemas"]!["Environment"]!["properties"]!["spec"]!["properties"]!;

        spec["restarts"]!["type"]!.GetValue<string>().ShouldBe("integer");
        spec["desiredPhase"]!["enum"]!.AsArray().Select(value => value!.GetValue<string>()).ShouldBe(["running", "stopped"]);
    }

    [Fact]
    public async Task Get_Document_IsServed()
    {
        await using var server = await TestServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, "openapi.json");

        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["openapi"]!.GetValue<string>().ShouldBe("3.1.0");
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Nodes(member.Value)).Prepend(members),
        JsonArray items => items.SelectMany(Nodes).Prepend(items),
        null => [],
        _ => [node],
    };
}
