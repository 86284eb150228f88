using System.Text.Json.Nodes;

namespace Bothy.Server.OpenApi;

/// <summary>Builds one operation of the document.</summary>
internal sealed class Operation
{
    private readonly JsonArray _parameters = [];
    private readonly JsonObject _responses = [];
    private readonly JsonObject _operation;

    public Operation(string summary)
    {
        _operation = new JsonObject { ["summary"] = summary };
        _responses["default"] = Content("Why the request failed.", "application/problem+json", Schemas.Reference("Problem"));
    }

    public Operation Describe(string description)
    {
        _operation["description"] = description;
        return this;
    }

    /// <summary>Adds what the path's braces stand for.</summary>
    public Operation WithPath(string path)
    {
        foreach (var name in path.Split('{').Skip(1).Select(part => part[..part.IndexOf('}', StringComparison.Ordinal)]))
        {
            _parameters.Add(new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = Text() });
        }

        return this;
    }

    public Operation WithQuery(string name, string description) => With(name, "query", description, required: false);

    public Operation WithHeader(string name, string description, bool required) => With(name, "header", description, required);

    public Operation WithBody(string contentType, JsonNode schema)
    {
        _operation["requestBody"] = new JsonObject
        {
            ["required"] = true,
            ["content"] = new JsonObject { [contentType] = new JsonObject { ["schema"] = schema } },
        };
        return this;
    }

    public Operation Answering(int status, string description, string contentType, JsonNode schema)
    {
        _responses[$"{status}"] = Content(description, contentType, schema);
        return this;
    }

    public Operation Answering(int status, string description)
    {
        _responses[$"{status}"] = new JsonObject { ["description"] = description };
        return this;
    }

    /// <summary>Needs no token.</summary>
    public Operation Open()
    {
        _operation["security"] = new JsonArray();
        return this;
    }

    public JsonObject Build()
    {
        if (_parameters.Count > 0)
        {
            _operation["parameters"] = _parameters;
        }

        _operation["responses"] = _responses;
        return _operation;
    }

    private Operation With(string name, string place, string description, bool required)
    {
        _parameters.Add(new JsonObject { ["name"] = name, ["in"] = place, ["required"] = required, ["description"] = description, ["schema"] = Text() });
        return this;
    }

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Content(string description, string contentType, JsonNode schema) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject { [contentType] = new JsonObject { ["schema"] = schema } },
    };
}
