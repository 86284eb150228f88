using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.Remotes;

/// <summary>How much of the user's access to a git remote an environment may use. Over https only the first two differ: a password has no limits.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<GitAccess>))]
public enum GitAccess
{
    /// <summary>None.</summary>
    None,

    /// <summary>Read whatever the user can read on the remote's host.</summary>
    Fetch,

    /// <summary>Also push to the repository that the environment was made from.</summary>
    Push,

    /// <summary>Also push to every repository of the remote's host that the user can push to.</summary>
    Host,
}
