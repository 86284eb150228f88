using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.Resources;

/// <summary>What has happened to a resource.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<WatchEventType>))]
public enum WatchEventType
{
    /// <summary>The resource was created or changed.</summary>
    Put,

    /// <summary>The resource is gone.</summary>
    Deleted,

    /// <summary>Nothing changed for this watch; the feed has reached this revision.</summary>
    Bookmark,
}
