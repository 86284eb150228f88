using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.Environments;

/// <summary>How a clone gets the history of its repository.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<GitHistory>))]
public enum GitHistory
{
    /// <summary>The newest commit first; the rest while the environment runs already. A repository of the runner's host comes whole.</summary>
    Background,

    /// <summary>All of it, before the environment starts.</summary>
    Full,

    /// <summary>The newest commit only.</summary>
    Shallow,
}
