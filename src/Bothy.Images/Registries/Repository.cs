using Bothy.Images.Registries.Authentication;
using Bothy.Images.Registries.Transport;

namespace Bothy.Images.Registries;

/// <summary>
/// One repository at all the endpoints that have it. What fails for a while is tried again, what one endpoint does not have is asked of
/// the next.
/// </summary>
internal sealed class Repository : IDisposable
{
    private readonly IReadOnlyList<RegistryClient> clients;
    private readonly Patience patience;
    private volatile int preferred;

    public Repository(string registry, string repository, RegistrySettings? settings, Credentials credentials, Patience patience)
    {
        this.patience = patience;
        clients = [.. RegistryEndpoint.Of(registry, settings).Select(endpoint => new RegistryClient(endpoint, repository, settings?.CaFile, credentials, patience))];
    }

    /// <summary>The endpoint that served last.</summary>
    public RegistryEndpoint Endpoint => clients[preferred].Endpoint;

    /// <summary>Does one thing at the first endpoint that can.</summary>
    /// <exception cref="ImageException">None can; the message says what each of them said.</exception>
    public async Task<T> AskAsync<T>(Func<RegistryClient, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var failures = new List<ImageException>();

        // Others who ask at the same time may come to prefer another meanwhile.
        var first = preferred;
        for (var i = 0; i < clients.Count; i++)
        {
            var index = (first + i) % clients.Count;
            try
            {
                var result = await TryAsync(clients[index], work, cancellationToken);
                preferred = index;
                return result;
            }
            catch (ImageException exception) when (clients.Count > 1)
            {
                failures.Add(exception);
            }
        }

        // The one that answered knows more than those that did not.
        var said = failures.FirstOrDefault(failure => failure.Problem != ImageProblem.Unreachable) ?? failures[^1];
        throw new ImageException(said.Problem, string.Join(" ", failures.Select(failure => failure.Message)), said);
    }

    public void Dispose()
    {
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }

    private async Task<T> TryAsync<T>(RegistryClient client, Func<RegistryClient, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var failed = 1; ; failed++)
        {
            try
            {
                return await work(client, cancellationToken);
            }
            catch (PassingException exception)
            {
                if (!await patience.WaitAsync(failed, exception.After, cancellationToken))
                {
                    throw new ImageException(ImageProblem.Unreachable, $"{client.Endpoint} cannot serve: {exception.Message}.", exception);
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                if (failed >= AttemptsAfter(exception) || !await patience.WaitAsync(failed, null, cancellationToken))
                {
                    throw new ImageException(ImageProblem.Unreachable, $"{client.Endpoint} does not answer: {exception.Message}", exception);
                }
            }
        }
    }

    private static int AttemptsAfter(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => 1,
        HttpRequestException => Patience.ConnectAttempts,
        _ => int.MaxValue,
    };
}
