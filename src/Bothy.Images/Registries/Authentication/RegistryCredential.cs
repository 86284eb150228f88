using System.Net.Http.Headers;
using System.Text;

namespace Bothy.Images.Registries.Authentication;

/// <summary>A user's name and password, or a token that stands for both.</summary>
internal sealed record RegistryCredential
{
    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>To be exchanged for access tokens; empty if there is none.</summary>
    public string IdentityToken { get; init; } = "";

    public AuthenticationHeaderValue ToBasic() =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));

    /// <summary>Never what is secret.</summary>
    public override string ToString() => User.Length > 0 ? User : "a token";
}
