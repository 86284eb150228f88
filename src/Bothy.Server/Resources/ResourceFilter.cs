using Bothy.Api.Problems;
using Bothy.Api.Resources;
using Bothy.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bothy.Server.Resources;

/// <summary>Which resources of a kind a list or a watch is about.</summary>
internal sealed class ResourceFilter<TResource>
    where TResource : class, IResource<TResource>
{
    private readonly ResourceRules<TResource> _rules;
    private readonly string? _organization;
    private readonly string? _runner;
    private readonly LabelSelector? _labels;

    private ResourceFilter(ResourceRules<TResource> rules, string? organization, string? runner, LabelSelector? labels)
    {
        _rules = rules;
        _organization = organization;
        _runner = runner;
        _labels = labels;
    }

    /// <returns>Null unless the query cannot be read.</returns>
    public static Problem? TryRead(HttpContext context, ResourceRules<TResource> rules, out ResourceFilter<TResource> filter)
    {
        var query = context.Request.Query;
        var text = Value(query, "labelSelector");
        var labels = text is null ? null : LabelSelector.Parse(text);
        filter = new(rules, Value(query, "organization"), Value(query, "runner"), labels);
        return text is not null && labels is null
            ? Problems.Malformed($"labelSelector '{text}' cannot be read. Write requirements such as team=tools,tier!=test,owner,!shared.")
            : null;
    }

    public bool Matches(TResource resource) =>
        (_organization is null || resource.Metadata.Organization == _organization)
        && (_runner is null || _rules.IsOn(resource, _runner))
        && (_labels is null || _labels.Matches(resource.Metadata.Labels));

    private static string? Value(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;
}
