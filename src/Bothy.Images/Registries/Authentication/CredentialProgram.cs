using System.Text.Json;
using System.Text.RegularExpressions;
using Bothy.Linux.Tools;

namespace Bothy.Images.Registries.Authentication;

/// <summary>Asks a program that keeps credentials (<c>docker-credential-NAME get</c>, the docker-credential-helpers protocol).</summary>
internal static partial class CredentialProgram
{
    private const string TokenUser = "<token>";
    private const string DockerHubKey = "https://index.docker.io/v1/";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>Null if it knows none for the registry.</returns>
    /// <exception cref="ImageException">There is no such program, or it does not answer.</exception>
    public static async Task<RegistryCredential?> AskAsync(string name, string registry, CancellationToken cancellationToken)
    {
        if (!Name().IsMatch(name))
        {
            throw new ImageException(ImageProblem.Configuration, $"\"{name}\" is not the name of a credential helper.");
        }

        var program = $"docker-credential-{name}";
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            var answer = await Tool.RunAsync(program, ["get"], registry == "docker.io" ? DockerHubKey : registry, deadline.Token);
            return Read(answer);
        }
        catch (ToolException)
        {
            // It says in words of its own that it has none, and ends with 1: what it printed may hold anything, and is not repeated.
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ImageException(ImageProblem.Denied, $"{program} did not answer within {Patience.TotalSeconds} s.");
        }
        catch (JsonException exception)
        {
            throw new ImageException(ImageProblem.Configuration, $"{program} did not answer with a credential.", exception);
        }
    }

    private static RegistryCredential? Read(string answer) => JsonSerializer.Deserialize(answer, CredentialJson.Default.CredentialAnswer) switch
    {
        { Username: TokenUser, Secret: { Length: > 0 } token } => new RegistryCredential { IdentityToken = token },
        { Username: { Length: > 0 } user, Secret: { } secret } => new RegistryCredential { User = user, Password = secret },
        _ => null,
    };

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Name();
}
